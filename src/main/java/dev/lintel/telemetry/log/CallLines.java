package dev.lintel.telemetry.log;

import dev.lintel.trace.CallTrace;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/** Other lines about a call than its own: they say which trace it is in. */
public final class CallLines {

    private CallLines() {}

    /** Writes lines in the context of a call's trace; null for none. */
    public static void inContext(@Nullable CallTrace trace, Runnable lines) {
        if (trace == null) {
            lines.run();
            return;
        }
        MDC.put("trace_id", trace.traceId());
        MDC.put("span_id", trace.spanId());
        MDC.put("sampled", String.valueOf(trace.sampled()));
        try {
            lines.run();
        } finally {
            MDC.remove("trace_id");
            MDC.remove("span_id");
            MDC.remove("sampled");
        }
    }
}
