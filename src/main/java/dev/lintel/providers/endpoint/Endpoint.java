package dev.lintel.providers.endpoint;

import dev.lintel.http.Authority;
import dev.lintel.openai.DeploymentPath;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider's calls go, checked, and how they are written there.
 *
 * @param kind how it wants paths, versions and credentials
 * @param baseUrl absolute http or https URL, without a slash at its end
 * @param headers sent with every call
 * @param query added to every call
 * @param tls what TLS is done with
 * @param proxy by whom it is reached; empty: directly
 * @param http2 whether it is asked over HTTP/2: over TLS where it agrees to that, in plain in any case
 * @param websocket whether it takes WebSockets, which are opened in HTTP/1.1
 */
public record Endpoint(
        ProviderKind kind,
        URI baseUrl,
        AddedHeaders headers,
        AddedQuery query,
        TlsFiles tls,
        Optional<ProxyAddress> proxy,
        boolean http2,
        boolean websocket) {

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the key at fault
     */
    public Endpoint {
        baseUrl = requireUrl(baseUrl);
        if (kind == ProviderKind.AZURE && baseUrl.getRawPath().isEmpty()) {
            throw new IllegalArgumentException("base_url: that of an azure provider has a path,"
                    + " such as https://NAME.openai.azure.com/openai");
        }
        boolean tlsFiles = !tls.equals(TlsFiles.NONE);
        if (tlsFiles && !isTls(baseUrl)) {
            throw new IllegalArgumentException("tls: there is none to an http base_url");
        }
        if (http2 && proxy.isPresent() && !isTls(baseUrl)) {
            throw new IllegalArgumentException(
                    "http2: a proxy is asked for an http base_url in HTTP/1.1;" + " use https, or no proxy (NO_PROXY)");
        }
    }

    /** One like OpenAI's, reached directly, with nothing added. */
    public static Endpoint at(URI baseUrl) {
        return new Endpoint(
                ProviderKind.OPENAI,
                baseUrl,
                AddedHeaders.NONE,
                AddedQuery.NONE,
                TlsFiles.NONE,
                Optional.empty(),
                false,
                false);
    }

    /** The same, by this proxy; empty: directly. */
    public Endpoint by(Optional<ProxyAddress> other) {
        return new Endpoint(kind, baseUrl, headers, query, tls, other, http2, websocket);
    }

    /** The same, and it takes WebSockets. */
    public Endpoint withWebsocket() {
        return new Endpoint(kind, baseUrl, headers, query, tls, proxy, http2, true);
    }

    /**
     * What is asked for below the base URL.
     *
     * @param path the path after {@code /v1}, with a slash in front
     * @param query as the client sent it; null for none
     * @param model the model that is asked for; null where none is known
     * @param asAzure whether the client speaks as Azure's do: the version that it names then is of Azure's API, and told to nobody
     *     else
     */
    public String target(String path, @Nullable String query, @Nullable String model, boolean asAzure) {
        String written = kind == ProviderKind.AZURE && model != null && namesModelInPath()
                ? DeploymentPath.with(model, path)
                : path;
        boolean foreign = asAzure && kind != ProviderKind.AZURE;
        return written + (foreign ? this.query.without(ProviderKind.VERSION_PARAMETER) : this.query).to(query);
    }

    // Azure's newer surface is as OpenAI's; and a base URL may name the deployment itself.
    private boolean namesModelInPath() {
        String path = baseUrl.getRawPath();
        return !path.endsWith("/v1") && !path.contains("/deployments/");
    }

    /** The host that calls go to; an IPv6 address without its brackets. */
    public String host() {
        String host = baseUrl.getHost();
        // Each call asks several times: nothing is made where the JDK has it.
        return host == null || host.startsWith("[") ? authority().address() : host;
    }

    /** The port that calls go to. */
    public int port() {
        int port = baseUrl.getHost() == null ? authority().port() : baseUrl.getPort();
        return port < 0 ? isTls() ? 443 : 80 : port;
    }

    private Authority authority() {
        return Authority.of(baseUrl).orElseThrow();
    }

    /** What bytes go to it by. */
    public Transport transport() {
        return new Transport(tls, http2);
    }

    /** Whether calls to it are encrypted. */
    public boolean isTls() {
        return isTls(baseUrl);
    }

    private static boolean isTls(URI url) {
        return "https".equalsIgnoreCase(url.getScheme());
    }

    private static URI requireUrl(URI url) {
        if (String.valueOf(url.getRawAuthority()).indexOf('@') >= 0) {
            throw new IllegalArgumentException("base_url: credentials do not belong in it; use access_key");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("base_url: it may have neither a query nor a fragment");
        }
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || isTls(url);
        if (!http || Authority.of(url).isEmpty()) {
            throw new IllegalArgumentException(
                    "base_url: '" + url + "' is not an absolute http or https URL, such as https://api.openai.com/v1");
        }
        String text = url.toString();
        return text.endsWith("/") ? URI.create(text.replaceAll("/+$", "")) : url;
    }
}
