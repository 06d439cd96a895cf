package dev.lintel.testing;

import dev.lintel.telemetry.spans.CallSpans;
import dev.lintel.trace.CallTracer;
import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import org.jspecify.annotations.Nullable;

/** A Lintel where nobody can place a call in a trace, sampler included, or say to which session it belongs: whoever asks gets an exception. */
@IfBuildProperty(name = "test.absent-telemetry", stringValue = "true")
public final class AbsentTelemetry {

    @Produces
    @Dependent
    @Alternative
    @Priority(1)
    @Nullable
    CallTracer tracer() {
        return null;
    }

    @Produces
    @Dependent
    @Alternative
    @Priority(1)
    @Nullable
    CallSpans spans() {
        return null;
    }
}
