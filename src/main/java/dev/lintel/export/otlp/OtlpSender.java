package dev.lintel.export.otlp;

import dev.lintel.http.Authority;
import io.opentelemetry.exporter.otlp.internal.OtlpUserAgent;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.CompressionType;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterConfig;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Makes what sends one signal to its collector, from the keys that Quarkus has for it. */
public final class OtlpSender {

    private static final String DEFAULT_ENDPOINT = "http://localhost:4317";

    private final String signal;
    private final String grpcPath;
    private final OtlpExporterConfig config;
    private final URI endpoint;
    private final String httpPath;
    private final TlsConfigurationRegistry registry;
    private final Optional<TlsConfiguration> tls;

    /**
     * Takes the configuration.
     *
     * @param signal its name in the keys: {@code traces}, {@code metrics} or {@code logs}
     * @param grpcPath the path to send to over gRPC
     * @param httpPath the whole path to send to, when that is done over HTTP
     */
    public OtlpSender(
            String signal,
            OtlpExporterConfig config,
            URI endpoint,
            String grpcPath,
            String httpPath,
            TlsConfigurationRegistry registry) {
        this.signal = signal;
        this.config = config;
        this.endpoint = endpoint;
        this.grpcPath = grpcPath;
        this.httpPath = httpPath;
        this.registry = registry;
        this.tls = TlsConfiguration.from(registry, config.tlsConfigurationName());
    }

    /** Where to; empty for nowhere, as a blank key says. */
    public static Optional<URI> endpoint(OtlpExporterConfig signal, OtlpExporterConfig all) {
        return Optional.of(signal.endpoint()
                        .filter(url -> !url.equals(DEFAULT_ENDPOINT))
                        .or(all::endpoint)
                        .orElse(DEFAULT_ENDPOINT)
                        .strip())
                .filter(url -> !url.isEmpty())
                .map(URI::create);
    }

    /** A signal's path below the endpoint's own. */
    public static String pathBelow(URI endpoint, String signalPath) {
        String path = Objects.requireNonNullElse(endpoint.getRawPath(), "");
        return (path.endsWith("/") ? path.substring(0, path.length() - 1) : path) + signalPath;
    }

    /** Makes what sends to the endpoint. */
    public OtlpClient client(Vertx vertx) {
        boolean grpc = isGrpc();
        HttpClientOptions options = new HttpClientOptions()
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setConnectTimeout(Math.max(1, (int) config.timeout().toMillis()));
        if (grpc) {
            options.setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false);
        }
        configure(options);
        OtlpProtocol protocol = grpc ? new OtlpOverGrpc() : new OtlpOverHttp();
        RequestOptions target = target(grpc ? grpcPath : httpPath, options.isSsl());
        headers().forEach((name, value) -> put(target, name, value));
        protocol.headers(compressed()).forEach(target::putHeader);
        String shown = endpoint.getScheme() + "://" + target.getHost() + ":" + target.getPort();
        return new OtlpClient(
                vertx,
                vertx.createHttpClient(options),
                protocol,
                target,
                compressed(),
                config.timeout(),
                new CollectorLog(signal, shown, System::nanoTime));
    }

    // Without the exception, whose message quotes the field, which is often a key.
    private void put(RequestOptions target, String name, String value) {
        try {
            target.putHeader(name, value);
        } catch (IllegalArgumentException e) {
            throw refused(signal + ".headers: one holds a character that no header can carry (a line break, perhaps)");
        }
    }

    private RequestOptions target(String path, boolean ssl) {
        Authority collector = Authority.of(endpoint)
                .orElseThrow(() -> refused(
                        signal + ".endpoint: it is not the absolute URL of a collector, such as " + DEFAULT_ENDPOINT));
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setSsl(ssl)
                .setHost(collector.host())
                .setPort(collector.portOr(ssl ? 443 : 80))
                .setURI(path);
    }

    private boolean isGrpc() {
        String protocol = config.protocol().orElse(OtlpExporterConfig.Protocol.GRPC);
        return switch (protocol) {
            case OtlpExporterConfig.Protocol.GRPC -> true;
            case OtlpExporterConfig.Protocol.HTTP_PROTOBUF -> false;
            default -> throw refused(signal + ".protocol", protocol, "grpc, http/protobuf");
        };
    }

    /** What the start is refused with for {@code value} of a key of the exporters. */
    public static ConfigValidationException refused(String key, String value, String allowed) {
        return refused(key + ": '" + value + "' is not one of " + allowed);
    }

    private static ConfigValidationException refused(String problem) {
        return new ConfigValidationException(new Problem[] {new Problem("quarkus.otel.exporter.otlp." + problem)});
    }

    private boolean compressed() {
        return config.compression().filter(CompressionType.GZIP::equals).isPresent();
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        OtlpUserAgent.addUserAgentHeader(headers::put);
        for (String pair : config.headers().orElse(List.of())) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                headers.put(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
        return headers;
    }

    private void configure(HttpClientOptions options) {
        tls.ifPresentOrElse(
                configured -> options.setKeyCertOptions(configured.getKeyStoreOptions())
                        .setTrustOptions(configured.getTrustStoreOptions()),
                () -> certify(options));
        if ("https".equalsIgnoreCase(endpoint.getScheme())) {
            options.setSsl(true).setUseAlpn(true);
        }
        if (tls.or(registry::getDefault).filter(TlsConfiguration::isTrustAll).isPresent()) {
            options.setTrustAll(true).setVerifyHost(false);
        }
        if (config.proxyOptions().enabled()) {
            proxy(options.isSsl()).ifPresent(options::setProxyOptions);
        }
    }

    private void certify(HttpClientOptions options) {
        List<String> certificates = config.keyCert().certs().orElse(List.of());
        List<String> keys = config.keyCert().keys().orElse(List.of());
        if (!certificates.isEmpty() || !keys.isEmpty()) {
            PemKeyCertOptions own = new PemKeyCertOptions();
            certificates.forEach(file -> own.addCertPath(present("key-cert.certs", file)));
            keys.forEach(file -> own.addKeyPath(present("key-cert.keys", file)));
            options.setKeyCertOptions(own);
        }
        List<String> trusted = config.trustCert().certs().orElse(List.of());
        if (!trusted.isEmpty()) {
            PemTrustOptions others = new PemTrustOptions();
            trusted.forEach(file -> others.addCertPath(present("trust-cert.certs", file)));
            options.setTrustOptions(others);
        }
    }

    private String present(String key, String file) {
        if (!Files.isReadable(Path.of(file))) {
            throw refused(signal + "." + key + ": '" + file + "' is not a file that can be read");
        }
        return file;
    }

    /** The proxy that is configured, else the one that the virtual machine is told of. */
    private Optional<ProxyOptions> proxy(boolean ssl) {
        OtlpExporterConfig.ProxyConfig configured = config.proxyOptions();
        if (configured.host().isEmpty()) {
            String scheme = ssl ? "https" : "http";
            return Optional.ofNullable(System.getProperty(scheme + ".proxyHost"))
                    .map(host -> proxy(host, Integer.getInteger(scheme + ".proxyPort", ssl ? 443 : 80), scheme));
        }
        ProxyOptions proxy = new ProxyOptions().setHost(configured.host().get());
        configured.port().ifPresent(proxy::setPort);
        configured.username().ifPresent(proxy::setUsername);
        configured.password().ifPresent(proxy::setPassword);
        return Optional.of(proxy);
    }

    private static ProxyOptions proxy(String host, int port, String scheme) {
        ProxyOptions proxy = new ProxyOptions().setHost(host).setPort(port);
        Optional.ofNullable(System.getProperty(scheme + ".proxyUser")).ifPresent(proxy::setUsername);
        Optional.ofNullable(System.getProperty(scheme + ".proxyPassword")).ifPresent(proxy::setPassword);
        return proxy;
    }
}
