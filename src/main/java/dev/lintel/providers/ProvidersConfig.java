package dev.lintel.providers;

import dev.lintel.providers.endpoint.ProviderKind;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The section {@code providers}: who serves models, by name. */
@ConfigMapping(prefix = "providers", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface ProvidersConfig {

    /** The providers by their names. A name is what callers write before the slash in {@code provider/model}. */
    @WithParentName
    Map<String, Section> byName();

    /** One provider. */
    interface Section {

        /** How paths, versions and credentials are written; by default as the name of this entry says, else as OpenAI has it. */
        Optional<ProviderKind> kind();

        /**
         * Absolute http or https URL that stands for {@code /v1}: the rest of a call's path is put behind it. A well-known name
         * needs none.
         */
        Optional<String> baseUrl();

        /** The provider's key, sent as its kind has it. Without one, calls go out with no credentials. */
        Optional<String> accessKey();

        /** Header fields sent with every call, in the place of the client's of the same names. */
        Map<String, String> headers();

        /** Parameters added to the query of every call, in the place of the client's of the same names. */
        Map<String, String> query();

        /** Whether the client's own credential goes to this provider, in the place of an {@code access_key}. */
        @WithDefault("false")
        boolean forwardAuthorization();

        /** The value of {@code gen_ai.provider.name}; by default that of a well-known name or kind, else the name of this entry. */
        Optional<String> providerName();

        /** The models that this provider serves: exact names, or patterns in which {@code *} stands for any text. */
        Optional<List<String>> models();

        /** Whether this provider gets what no other claims. At most one provider is the default. */
        @WithName("default")
        @WithDefault("false")
        boolean isDefault();

        /**
         * Whether streams are asked for their usage when the client has not done so. The chunk that brings it is not
         * shown to the client. Off for providers that refuse {@code stream_options}.
         */
        @WithDefault("true")
        boolean includeUsage();

        /** What of the trace this provider is told: {@code all}, {@code trace} (no baggage) or {@code none}. */
        @WithDefault("all")
        Propagation propagate();

        /** How long a connection may take to stand; then the call is answered 504. */
        @WithDefault("5s")
        Duration connectTimeout();

        /** How long the head of the answer may take after the request has been sent; then 504. */
        @WithDefault("600s")
        Duration firstByteTimeout();

        /** How long the answer may pause between two pieces; then it is broken off. */
        @WithDefault("310s")
        Duration idleTimeout();

        /** How long the whole call may take; then 504, or the answer is broken off. 0: as long as it likes. */
        @WithDefault("0s")
        Duration totalTimeout();

        /** How many calls may be under way at this provider; 0: any number. The next one goes to the next target, or gets 503. */
        @WithDefault("0")
        int maxCalls();

        /** How often it is asked for one call. */
        RetrySection retry();

        /** When it is left alone. */
        BreakerSection breaker();

        /** What TLS is done with. */
        Tls tls();

        /** The HTTP proxy by which the provider is reached; by default as the environment says. */
        Optional<String> proxy();

        /**
         * Whether calls share connections of HTTP/2: over TLS where the provider agrees to that, else each has one of HTTP/1.1; to
         * an {@code http} base URL without asking.
         */
        @WithDefault("false")
        boolean http2();

        /**
         * Whether the provider takes WebSockets on {@code /responses} and {@code /realtime}, so that openings are relayed; else
         * they are answered 426 at once. By default OpenAI does, by the name of its entry, and no other.
         */
        Optional<Boolean> websocket();
    }

    /** Attempts at one target. */
    interface RetrySection {

        /** Attempts in all. */
        @WithDefault("2")
        int attempts();

        /** The bound of the wait before the second attempt; it doubles with each further one. */
        @WithDefault("250ms")
        Duration backoff();

        /** The bound of any wait, also of one that the provider asks for. */
        @WithDefault("8s")
        Duration maxBackoff();
    }

    /** A breaker. */
    interface BreakerSection {

        /** So many failures in a row open it, or so many in the time below that are half of all calls; 0: nothing does. */
        @WithDefault("5")
        int failures();

        /** The time in which failures are counted. */
        @WithDefault("30s")
        Duration within();

        /** How long it stays open, until one call tries the provider again. */
        @WithDefault("15s")
        Duration openFor();
    }

    /** PEM files. */
    interface Tls {

        /** The authorities that are trusted, in the place of those that the JDK knows. */
        Optional<Path> trust();

        /** The certificate that is shown to the provider. Needs its key. */
        Optional<Path> certificate();

        /** The private key of that certificate, without a password. */
        Optional<Path> key();
    }
}
