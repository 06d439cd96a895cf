package dev.lintel.providers;

import dev.lintel.providers.endpoint.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One provider as configured, checked.
 *
 * @param name what it is called in the configuration
 * @param providerName what it is called in telemetry: the value of {@code gen_ai.provider.name}
 * @param endpoint where its calls go, and how they are written there
 * @param credentials what authorizes calls to it
 * @param models the models that it serves; may be empty
 * @param isDefault whether it gets what no other provider claims
 * @param includeUsage whether its streams are asked for their usage
 * @param propagate what of a trace it is told
 * @param connectTimeout bound for a connection to stand
 * @param firstByteTimeout bound from the request's last byte to the answer's head
 * @param idleTimeout bound between two pieces of the answer
 */
public record Provider(
        String name,
        String providerName,
        Endpoint endpoint,
        Credentials credentials,
        List<ModelPattern> models,
        boolean isDefault,
        boolean includeUsage,
        Propagation propagate,
        Duration connectTimeout,
        Duration firstByteTimeout,
        Duration idleTimeout) {

    /** The default for what is left out of the configuration of a provider that Lintel itself adds. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private static final int MAX_PROVIDER_NAME = 64;

    static final Duration FIRST_BYTE_TIMEOUT = Duration.ofMinutes(10);
    static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);

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
        models = List.copyOf(models);
        requirePositive("connect_timeout", connectTimeout);
        requirePositive("first_byte_timeout", firstByteTimeout);
        requirePositive("idle_timeout", idleTimeout);
    }

    /** A provider like OpenAI's with the usual time-outs. */
    public static Provider of(
            String name, URI baseUrl, Credentials credentials, List<ModelPattern> models, boolean isDefault) {
        return of(name, name, Endpoint.at(baseUrl), credentials, models, isDefault);
    }

    /** A provider with the usual time-outs. */
    public static Provider of(
            String name,
            String providerName,
            Endpoint endpoint,
            Credentials credentials,
            List<ModelPattern> models,
            boolean isDefault) {
        return new Provider(
                name,
                providerName,
                endpoint,
                credentials,
                models,
                isDefault,
                true,
                Propagation.ALL,
                CONNECT_TIMEOUT,
                FIRST_BYTE_TIMEOUT,
                IDLE_TIMEOUT);
    }

    /** Whether it names {@code model} as one that it serves. */
    boolean claims(String model) {
        return models.stream().anyMatch(pattern -> pattern.matches(model));
    }

    /** The URL that stands for {@code /v1}, without a slash at its end. */
    public URI baseUrl() {
        return endpoint.baseUrl();
    }

    /** The host that calls go to; an IPv6 address without its brackets. */
    public String host() {
        return endpoint.host();
    }

    /** The port that calls go to. */
    public int port() {
        return endpoint.port();
    }

    private static void requireName(String name) {
        if (name.isBlank() || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name for a provider: it may not be empty nor hold '/'");
        }
    }

    private static void requirePositive(String key, Duration timeout) {
        if (timeout.isNegative() || timeout.toMillis() == 0) {
            throw new IllegalArgumentException(key + ": " + timeout + " is not allowed: a time-out is 1 ms or more");
        }
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

        @Override
        public String toString() {
            return accessKey != null ? "access_key" : forwardsAuthorization ? "forward_authorization" : "none";
        }
    }
}
