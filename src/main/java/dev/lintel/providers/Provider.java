package dev.lintel.providers;

import dev.lintel.providers.availability.BreakerRule;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One provider as configured, checked.
 *
 * @param name what it is called in the configuration
 * @param providerName what it is called in telemetry: the value of {@code gen_ai.provider.name}
 * @param baseUrl absolute http or https URL, without a slash at its end
 * @param credentials what authorizes calls to it
 * @param models the models that it serves; may be empty
 * @param isDefault whether it gets what no other provider claims
 * @param includeUsage whether its streams are asked for their usage
 * @param propagate what of a trace it is told
 * @param timeouts how long it may take
 * @param retry how often it is asked for one call
 * @param breaker when it is left alone
 * @param maxCalls how many calls it may have under way; 0 for any number
 */
public record Provider(
        String name,
        String providerName,
        URI baseUrl,
        Credentials credentials,
        List<ModelPattern> models,
        boolean isDefault,
        boolean includeUsage,
        Propagation propagate,
        Timeouts timeouts,
        Retry retry,
        BreakerRule breaker,
        int maxCalls) {

    private static final int MAX_PROVIDER_NAME = 64;

    /** A name with an underscore, as composed containers have: no host by RFC 3986's grammar as the JDK reads it. */
    private static final Pattern UNDERSCORED = Pattern.compile(
            "[A-Za-z0-9_.-]*_[A-Za-z0-9_.-]*(?::(?:[0-5]?\\d{1,4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])?)?");

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException naming the key at fault, when a value is out of its bounds
     */
    public Provider {
        requireName(name);
        if (providerName.isBlank() || providerName.length() > MAX_PROVIDER_NAME) {
            throw new IllegalArgumentException(
                    "provider_name: it must have 1 to " + MAX_PROVIDER_NAME + " characters, such as openai");
        }
        baseUrl = requireUrl(baseUrl);
        models = List.copyOf(models);
        if (maxCalls < 0) {
            throw new IllegalArgumentException(
                    "max_calls: " + maxCalls + " is not allowed: it is 0 (no bound) or more");
        }
    }

    /** A provider with what is usual of all else. */
    public static Provider of(
            String name, URI baseUrl, Credentials credentials, List<ModelPattern> models, boolean isDefault) {
        return new Provider(
                name,
                name,
                baseUrl,
                credentials,
                models,
                isDefault,
                true,
                Propagation.ALL,
                Timeouts.USUAL,
                Retry.USUAL,
                BreakerRule.USUAL,
                0);
    }

    /** Whether it names {@code model} as one that it serves. */
    boolean claims(String model) {
        return models.stream().anyMatch(pattern -> pattern.matches(model));
    }

    /** The host that calls go to; an IPv6 address without its brackets. */
    public String host() {
        String host = baseUrl.getHost() != null
                ? baseUrl.getHost()
                : authority(baseUrl).replaceFirst(":\\d*$", "");
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The port that calls go to. */
    public int port() {
        if (baseUrl.getPort() != -1) {
            return baseUrl.getPort();
        }
        String authority = authority(baseUrl);
        int colon = authority.lastIndexOf(':');
        boolean written = baseUrl.getHost() == null && colon >= 0 && colon < authority.length() - 1;
        return written ? Integer.parseInt(authority.substring(colon + 1)) : isTls() ? 443 : 80;
    }

    /** Whether calls to it are encrypted. */
    public boolean isTls() {
        return "https".equalsIgnoreCase(baseUrl.getScheme());
    }

    private static void requireName(String name) {
        if (name.isBlank() || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name for a provider: it may not be empty nor hold '/'");
        }
    }

    private static URI requireUrl(URI url) {
        if (url.getRawUserInfo() != null
                || String.valueOf(url.getRawAuthority()).indexOf('@') >= 0) {
            throw new IllegalArgumentException("base_url: credentials do not belong in it; use access_key");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("base_url: it may have neither a query nor a fragment");
        }
        boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
        boolean host =
                url.getHost() != null || UNDERSCORED.matcher(authority(url)).matches();
        if (!http || !host) {
            throw new IllegalArgumentException(
                    "base_url: '" + url + "' is not an absolute http or https URL, such as https://api.openai.com/v1");
        }
        String text = url.toString();
        return text.endsWith("/") ? URI.create(text.replaceAll("/+$", "")) : url;
    }

    private static String authority(URI url) {
        return String.valueOf(url.getRawAuthority());
    }

    /** What authorizes calls to a provider. Never shows the key. */
    public record Credentials(@Nullable String accessKey, boolean forwardsAuthorization) {

        /** Calls go out as they are, without credentials. */
        public static final Credentials NONE = new Credentials(null, false);

        /**
         * Checks the values.
         *
         * @throws IllegalArgumentException when both ways are asked for, or the key cannot stand in a header
         */
        public Credentials {
            if (accessKey != null && forwardsAuthorization) {
                throw new IllegalArgumentException("access_key and forward_authorization: true exclude each other");
            }
            if (accessKey != null && !accessKey.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
                throw new IllegalArgumentException(
                        "access_key: it holds a character that no header can carry (a space or a line break, perhaps)");
            }
        }

        /** The value of Authorization for a call whose client sent {@code received}; empty for none. */
        public Optional<String> authorization(@Nullable String received) {
            if (forwardsAuthorization) {
                return Optional.ofNullable(received);
            }
            return Optional.ofNullable(accessKey).map(key -> "Bearer " + key);
        }

        @Override
        public String toString() {
            return accessKey != null ? "access_key" : forwardsAuthorization ? "forward_authorization" : "none";
        }
    }
}
