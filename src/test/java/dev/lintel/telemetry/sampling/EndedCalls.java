package dev.lintel.telemetry.sampling;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lintel.callers.prices.Prices;
import dev.lintel.openai.Operation;
import dev.lintel.openai.request.RequestOutline;
import dev.lintel.providers.Provider;
import dev.lintel.telemetry.call.Attempt;
import dev.lintel.telemetry.call.CallRecord;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.telemetry.convention.CallHead;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.telemetry.metrics.GenAiMetrics;
import dev.lintel.trace.CallTrace;
import dev.lintel.trace.TraceFormat;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;

/** Records of calls that have ended in one way or another. Nobody asks them for their requests here. */
final class EndedCalls {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN_ID = "00f067aa0ba902b7";
    private static final Provider PROVIDER =
            Provider.of("acme", URI.create("http://acme.example/v1"), Provider.Credentials.NONE, List.of(), true);

    private EndedCalls() {}

    /** A call in a new trace, answered with 200. */
    static CallRecord answered(boolean sampled) {
        return ended(trace(sampled, false), call -> {
            attempt(call, 200, Ending.COMPLETED);
            call.ended(200, Ending.COMPLETED);
        });
    }

    /** The same under a caller's trace. */
    static CallRecord continued(boolean sampled) {
        return ended(trace(sampled, true), call -> call.ended(200, Ending.COMPLETED));
    }

    /** A call that is not sampled, of this course. */
    static CallRecord unsampled(Consumer<CallRecord> course) {
        return ended(trace(false, false), course);
    }

    /** One attempt, which the provider answers with {@code status}; 0 for not at all. */
    static void attempt(CallRecord call, int status, Ending ending) {
        Attempt attempt = call.sent(PROVIDER, "/chat/completions", null);
        if (status != 0) {
            call.answered(attempt, status, MultiMap.caseInsensitiveMultiMap());
        }
        call.attemptEnded(attempt, ending);
    }

    /** A stream whose client was sent {@code events}. */
    static void stream(CallRecord call, String events, Ending ending) {
        Inference asked = inference();
        call.read(asked, Buffer.buffer("{}"), 0);
        Attempt attempt = call.sent(PROVIDER, "/chat/completions", asked);
        call.answered(attempt, 200, MultiMap.caseInsensitiveMultiMap());
        call.relayed(200, MultiMap.caseInsensitiveMultiMap().add("content-type", "text/event-stream"));
        call.piece(Buffer.buffer(events));
        call.attemptEnded(attempt, ending);
        call.ended(200, ending);
    }

    private static Inference inference() {
        return new Inference(
                Operation.CHAT_COMPLETIONS,
                PROVIDER,
                "gpt-4o",
                null,
                true,
                true,
                RequestOutline.read("{}".getBytes(UTF_8)).parameters());
    }

    private static CallRecord ended(CallTrace trace, Consumer<CallRecord> course) {
        CallRecord call = new CallRecord(
                new CallHead(null, null, "", false),
                trace,
                new GenAiMetrics(OpenTelemetry.noop().getMeter("test")),
                Prices.NONE,
                null,
                told -> false,
                ended -> {});
        course.accept(call);
        return call;
    }

    private static CallTrace trace(boolean sampled, boolean parent) {
        SpanContext caller = SpanContext.createFromRemoteParent(
                TRACE_ID,
                SPAN_ID,
                sampled ? TraceFlags.getSampled() : TraceFlags.getDefault(),
                TraceState.getDefault());
        return new CallTrace(
                TRACE_ID,
                SPAN_ID,
                sampled,
                true,
                TraceState.getDefault(),
                TraceFormat.TRACECONTEXT,
                parent ? caller : null,
                null);
    }
}
