package dev.lintel.process.reload;

import dev.lintel.gateway.Policy;
import dev.lintel.process.policy.Rules;
import dev.lintel.telemetry.Instruments;
import dev.lintel.telemetry.Telemetry;
import dev.lintel.telemetry.capture.ContentCapture;
import dev.lintel.telemetry.convention.InstrumentationScope;
import dev.lintel.telemetry.spans.CallSpans;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Makes policies of rules. */
@Singleton
final class Policies {

    private final OpenTelemetry openTelemetry;
    private final Supplier<Resource> resource;
    private final List<Consumer<SpanData>> sinks;
    private final Instruments instruments;

    Policies(
            OpenTelemetry openTelemetry,
            Supplier<Resource> resource,
            @All List<Consumer<SpanData>> sinks,
            Instruments instruments) {
        this.openTelemetry = openTelemetry;
        this.resource = resource;
        this.sinks = sinks;
        this.instruments = instruments;
    }

    /** What the rules mean for calls. */
    Policy of(Rules rules) {
        ContentCapture content =
                new ContentCapture(rules.captureContent(), rules.content(), InstrumentationScope.logger(openTelemetry));
        CallSpans spans = new CallSpans(rules.attributes(), content, resource, sinks);
        Telemetry telemetry = new Telemetry(
                rules.tracer(),
                rules.prices(),
                rules.keep(),
                content,
                spans,
                rules.callers().countUse(),
                instruments);
        instruments.reserve(rules.providers().modelNames());
        return new Policy(rules.providers(), rules.callers(), telemetry, rules.describesTrace());
    }

    @Produces
    @Singleton
    @Startup
    Policy first(Rules rules) {
        return of(rules);
    }
}
