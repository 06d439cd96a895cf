package dev.lintel.testing;

import dev.lintel.gateway.Policy;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.process.policy.Rules;
import dev.lintel.telemetry.Instruments;
import dev.lintel.telemetry.Telemetry;
import dev.lintel.telemetry.capture.CaptureContent;
import dev.lintel.telemetry.capture.ContentCapture;
import dev.lintel.telemetry.log.AccessLog;
import dev.lintel.telemetry.spans.CallAttributes;
import dev.lintel.telemetry.spans.CallSpans;
import io.opentelemetry.api.logs.LoggerProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.arc.All;
import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Lets a part of telemetry throw whenever a call needs it, as a bug of its own would. Content is captured. Any thread may call. */
@IfBuildProperty(name = "test.faulty-metrics", stringValue = "true")
@Singleton
public final class FaultyTelemetry {

    /** The parts that can be told to. */
    public enum Part {
        NONE,
        /** The line of a call in the log. */
        ACCESS_LOG,
        /** What is captured of prompts and answers. */
        CAPTURE,
        /** The spans of a call, none of which is begun. */
        SPANS
    }

    private static final int PRIORITY = 1;
    private static final int CONTENT_LIMIT = 1024;

    private final AtomicReference<Part> faulty = new AtomicReference<>(Part.NONE);
    private final AtomicInteger thrown = new AtomicInteger();

    /** From now on this part throws, and no other. */
    public void fail(Part part) {
        faulty.set(part);
        thrown.set(0);
    }

    /** How often it has. */
    public int thrown() {
        return thrown.get();
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(PRIORITY)
    AccessLog accessLog() {
        return new AccessLog(System.out, false, () -> {
            throwIf(Part.ACCESS_LOG);
            return LoggerProvider.noop().get("").logRecordBuilder();
        });
    }

    @Produces
    @Singleton
    @Alternative
    @Priority(PRIORITY)
    Policy policy(Rules rules, Instruments instruments, @All List<Consumer<SpanData>> sinks) {
        ContentCapture content = contentCapture();
        Telemetry telemetry = new Telemetry(
                rules.tracer(),
                rules.prices(),
                rules.keep(),
                content,
                spans(content, sinks),
                rules.callers().countUse(),
                instruments);
        return new Policy(rules.providers(), rules.callers(), telemetry, rules.describesTrace());
    }

    private ContentCapture contentCapture() {
        return new ContentCapture(
                CaptureContent.ATTRIBUTES,
                () -> new ContentRules(CONTENT_LIMIT, text -> {
                    throwIf(Part.CAPTURE);
                    return text;
                }),
                LoggerProvider.noop().get(""));
    }

    private CallSpans spans(ContentCapture content, List<Consumer<SpanData>> sinks) {
        return new CallSpans(
                new CallAttributes(List.of(), List.of(), Map.of(), List.of("x-session-id")),
                content,
                () -> {
                    throwIf(Part.SPANS);
                    return Resource.getDefault();
                },
                sinks);
    }

    private void throwIf(Part part) {
        if (faulty.get() == part) {
            thrown.incrementAndGet();
            throw new IllegalStateException("a fault of telemetry's own: " + part);
        }
    }
}
