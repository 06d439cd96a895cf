package dev.lintel.trace;

import dev.lintel.trace.sampling.RandomSampler;
import dev.lintel.trace.sampling.Share;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceId;
import io.opentelemetry.api.trace.TraceState;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Gives each call its place in a trace: the caller's, or one that begins here (W3C Trace Context, level 2). Whatever the
 * headers hold, there is a place. Any thread may ask.
 */
public final class CallTracer {

    private final List<TraceFormat> formats;
    private final ParentSampling parentSampling;
    private final RandomSampler sampler;
    private final Predicate<String> undecided;

    /**
     * A tracer by configuration.
     *
     * @param formats how callers may tell their trace, besides W3C Trace Context, which is always read first
     */
    public CallTracer(List<TraceFormat> formats, ParentSampling parentSampling, RandomSampler sampler) {
        this.formats = List.copyOf(formats);
        this.parentSampling = parentSampling;
        this.sampler = sampler;
        // Where all is decided anew a caller's open question is not answered, and not counted, twice.
        this.undecided = parentSampling == ParentSampling.RESPECT ? sampler::keeps : traceId -> false;
    }

    /** The place of the call whose request has these headers. */
    public CallTrace place(MultiMap headers) {
        Optional<Caller> caller = Caller.read(headers, formats, undecided);
        return caller.isPresent() ? under(caller.get()) : begun(TraceFormat.TRACECONTEXT, null);
    }

    /** The place of what is done within a call: below the span that these headers tell, or that of the call where they tell none. */
    public CallTrace place(MultiMap headers, CallTrace within) {
        return Caller.read(headers, formats, undecided).map(this::under).orElseGet(within::child);
    }

    private CallTrace under(Caller caller) {
        return parentSampling == ParentSampling.RESPECT ? continued(caller) : begun(caller.format(), caller.span());
    }

    // All 16 bytes of the ids made here are drawn at random.
    private CallTrace begun(TraceFormat format, @Nullable SpanContext link) {
        String traceId = newTraceId();
        Share share = sampler.share();
        boolean kept = share.keeps(traceId);
        return new CallTrace(
                traceId,
                CallTrace.newSpanId(),
                kept,
                true,
                kept ? share.stateOfKept() : TraceState.getDefault(),
                format,
                null,
                link);
    }

    private CallTrace continued(Caller caller) {
        SpanContext span = caller.span();
        return new CallTrace(
                span.getTraceId(),
                CallTrace.newSpanId(),
                span.isSampled(),
                caller.random(),
                sampler.stateUnder(span),
                caller.format(),
                span,
                null);
    }

    private static String newTraceId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long low;
        do {
            low = random.nextLong();
        } while (low == 0);
        return TraceId.fromLongs(random.nextLong(), low);
    }
}
