package dev.lintel.process.policy;

import dev.lintel.export.spans.Flush;
import dev.lintel.telemetry.capture.CaptureContent;
import dev.lintel.trace.ParentSampling;
import dev.lintel.trace.TraceFormat;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The section {@code tracing}: which traces are kept, what their spans are told, and what callers are. */
@ConfigMapping(prefix = "tracing", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface TracingConfig {

    /** Percent of new traces that are kept: 0 to 100, fractions allowed. */
    @WithDefault("100")
    double randomSampling();

    /** What a caller's trace means for Lintel. */
    @WithDefault("respect")
    ParentSampling parentSampling();

    /** Calls that are kept whatever the percentage, or the parent, says. */
    Keep keep();

    /** The most new traces that are kept in a second by the percentage, which is lowered, consistently, where it would be more; 0: no bound. */
    @WithDefault("0")
    int maxTracesPerSecond();

    /** What is put on every span of a call besides what it is about. */
    SpanAttributes spanAttributes();

    /** The request headers that name the conversation: the first that is there becomes {@code gen_ai.conversation.id}. */
    @WithDefault("x-session-id,x-claude-code-session-id,session-id,conversation-id")
    List<String> sessionHeaders();

    /**
     * How callers may tell their trace. W3C Trace Context is always read first; the others are read when no valid
     * {@code traceparent} is there. {@code baggage} always passes.
     */
    @WithDefault("tracecontext,baggage")
    List<TraceFormat> propagators();

    /** Whether answers tell the caller its trace: {@code traceresponse}, {@code Server-Timing}, {@code x-request-id}. */
    @WithDefault("true")
    boolean responseHeaders();

    /** Whether prompts and answers are told, and where. */
    @WithDefault("none")
    CaptureContent captureContent();

    /** The most bytes, in UTF-8, that are told of one message; 1 to 1M. */
    @WithDefault("32k")
    @WithConverter(ContentLimitConverter.class)
    MemorySize contentLimit();

    /**
     * What is taken out of content before it is told: regular expressions by name, besides those built in, {@code keys},
     * {@code emails} and {@code cards}. Of the same name one takes the place of what is built in; {@code off} takes it away.
     */
    Map<String, String> redact();

    /** When spans are exported. */
    @WithDefault("interval")
    Flush flush();

    /** The section {@code tracing.keep}. */
    interface Keep {

        /** Calls that failed or were answered 429 or 5xx, and streams without their end. */
        @WithDefault("true")
        boolean errors();

        /** Calls that take longer than this, from the first byte of the request to the last of the answer; 0s: none. */
        @WithDefault("60s")
        Duration slowerThan();

        /** Streams whose first chunk comes later than this after it was asked for; 0s: none. */
        @WithDefault("15s")
        Duration firstChunkSlowerThan();

        /** Calls that cost more than this, in the price file's currency; 0: none. */
        @WithDefault("1.0")
        double costlierThan();

        /** The most that are kept in a second of each reason; what is over is counted. 1 or more. */
        @WithDefault("20")
        int maxPerSecond();
    }

    /** The section {@code tracing.span_attributes}. */
    interface SpanAttributes {

        /**
         * Beginnings of request headers' names that are copied: of {@code x-team-name} with the prefix {@code x-} there
         * remains the attribute {@code team.name}. Headers that carry secrets are never copied.
         */
        Optional<List<String>> headerPrefixes();

        /** Members of the request's {@code baggage} that are copied, by their names. */
        Optional<List<String>> baggage();

        /** Attributes with fixed values, by their names. */
        @WithName("static")
        Map<String, String> fixed();
    }
}
