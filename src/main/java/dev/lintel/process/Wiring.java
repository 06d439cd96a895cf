package dev.lintel.process;

import static dev.lintel.process.RefusedStart.checked;
import static dev.lintel.process.RefusedStart.refused;

import dev.lintel.export.spans.Flush;
import dev.lintel.gateway.ResponseHeaders;
import dev.lintel.gateway.admission.AllowedOrigins;
import dev.lintel.gateway.admission.CallsUnderWay;
import dev.lintel.http.Via;
import dev.lintel.http.body.BodyReader;
import dev.lintel.http.body.HeldBytes;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.process.listener.ListenerConfig;
import dev.lintel.telemetry.capture.CaptureContent;
import dev.lintel.telemetry.capture.ContentCapture;
import dev.lintel.telemetry.convention.InstrumentationScope;
import dev.lintel.telemetry.redaction.Redaction;
import dev.lintel.telemetry.spans.CallAttributes;
import dev.lintel.telemetry.spans.CallSpans;
import dev.lintel.trace.CallTracer;
import dev.lintel.trace.sampling.RandomSampler;
import dev.lintel.viewer.Viewer;
import dev.lintel.viewer.ViewerConfig;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes of the configuration what the rooms work with. A wrong value refuses the start, by the name of its key. */
@Singleton
final class Wiring {

    @Produces
    @Singleton
    @Startup
    CallTracer tracer(TracingConfig tracing) {
        RandomSampler sampler = checked("tracing.random_sampling: ", () -> new RandomSampler(tracing.randomSampling()));
        return new CallTracer(tracing.propagators(), tracing.parentSampling(), sampler);
    }

    @Produces
    @Singleton
    @Startup
    ContentCapture contentCapture(
            TracingConfig tracing,
            OpenTelemetry openTelemetry,
            @ConfigProperty(name = "OTEL_LOGS_EXPORTER") Optional<String> logs) {
        if (tracing.captureContent() == CaptureContent.EVENTS
                && logs.filter("otlp"::equals).isEmpty()) {
            throw refused("tracing.capture_content: events go where the log goes: set OTEL_LOGS_EXPORTER=otlp, too");
        }
        int limit = (int) tracing.contentLimit().asLongValue();
        Redaction redaction = checked("tracing.", () -> new Redaction(tracing.redact()));
        return new ContentCapture(
                tracing.captureContent(),
                () -> new ContentRules(limit, redaction.begin()),
                InstrumentationScope.logger(openTelemetry));
    }

    @Produces
    @Singleton
    @Startup
    CallSpans spans(TracingConfig tracing, ContentCapture content, OtelSdk sdk, @All List<Consumer<SpanData>> sinks) {
        CallAttributes attributes = checked(
                "tracing.",
                () -> new CallAttributes(
                        tracing.spanAttributes().headerPrefixes().orElse(List.of()),
                        tracing.spanAttributes().fixed(),
                        tracing.sessionHeader()));
        return new CallSpans(attributes, content, sdk, sinks);
    }

    @Produces
    @Singleton
    ResponseHeaders responseHeaders(TracingConfig tracing) {
        return new ResponseHeaders(tracing.responseHeaders());
    }

    @Produces
    @Singleton
    Flush flush(TracingConfig tracing) {
        return tracing.flush();
    }

    @Produces
    @Singleton
    Via via() {
        return Via.unique();
    }

    @Produces
    @Singleton
    @Startup
    AllowedOrigins allowedOrigins(ListenerConfig listener) {
        return checked(
                "listener.", () -> new AllowedOrigins(listener.allowedOrigins().orElse(List.of())));
    }

    @Produces
    @Singleton
    @Startup
    CallsUnderWay.Limit callLimit(ListenerConfig listener) {
        return checked("listener.", () -> new CallsUnderWay.Limit(listener.maxCalls()));
    }

    @Produces
    @Singleton
    HeldBytes heldBytes(ListenerConfig listener) {
        return new HeldBytes(listener.maxHeld());
    }

    @Produces
    @Singleton
    BodyReader bodies(ListenerConfig listener, HeldBytes held) {
        return new BodyReader(maxBodyBytes(listener), held);
    }

    @Produces
    @Singleton
    @Startup
    Viewer viewer(ViewerConfig viewer, ListenerConfig listener) {
        if (viewer.enabled() && viewer.accessKey().isEmpty() && !ConfigUtils.isProfileActive("dev")) {
            throw refused("viewer.access_key: there is none, and only the dev profile shows traces without one");
        }
        boolean dev = ConfigUtils.isProfileActive("dev");
        return checked("viewer.", () -> new Viewer(viewer, maxBodyBytes(listener), dev));
    }

    void close(@Disposes Viewer viewer) {
        viewer.close();
    }

    private static long maxBodyBytes(ListenerConfig listener) {
        if (listener.maxBodySize().asBigInteger().bitLength() >= Long.SIZE) {
            throw refused("listener.max_body_size: so many bytes there cannot be");
        }
        return listener.maxBodySize().asLongValue();
    }
}
