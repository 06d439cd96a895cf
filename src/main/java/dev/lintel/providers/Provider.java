package dev.lintel.providers;

import dev.lintel.providers.availability.BreakerRule;
import dev.lintel.providers.endpoint.Endpoint;
import java.net.URI;
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
 * @param timeouts how long it may take
 * @param retry how often it is asked for one call
 * @param breaker when it is left alone
 * @param maxCalls how many calls it may have under way; 0 for any number
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
        Timeouts timeouts,
        Retry retry,
        BreakerRule breaker,
        int maxCalls) {

    private static final int MAX_PROVIDER_NAME = 64;

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
        if (maxCalls < 0) {
            throw new IllegalArgumentException(
                    "max_calls: " + maxCalls + " is not allowed: it is 0 (no bound) or more");
        }
    }

    /** A provider like OpenAI's, with what is usual of all else. */
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
                Timeouts.USUAL,
                Retry.USUAL,
                BreakerRule.USUAL,
                0);
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
