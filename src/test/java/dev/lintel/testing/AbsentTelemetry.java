package dev.lintel.testing;

import dev.lintel.gateway.Policy;
import dev.lintel.process.policy.Rules;
import dev.lintel.telemetry.Instruments;
import dev.lintel.telemetry.Telemetry;
import dev.lintel.telemetry.capture.ContentCapture;
import dev.lintel.telemetry.convention.InstrumentationScope;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** A Lintel where nobody can place a call in a trace, sampler included, or say to which session it belongs: whoever asks gets an exception. */
@IfBuildProperty(name = "test.absent-telemetry", stringValue = "true")
public final class AbsentTelemetry {

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    Policy policy(Rules rules, OpenTelemetry openTelemetry, Instruments instruments) {
        ContentCapture content =
                new ContentCapture(rules.captureContent(), rules.content(), InstrumentationScope.logger(openTelemetry));
        Telemetry telemetry = new Telemetry(
                null,
                rules.prices(),
                rules.keep(),
                content,
                null,
                rules.callers().countUse(),
                instruments);
        return new Policy(rules.providers(), rules.callers(), telemetry, rules.describesTrace());
    }
}
