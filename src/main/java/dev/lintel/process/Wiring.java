package dev.lintel.process;

import dev.lintel.demo.DemoConfig;
import dev.lintel.demo.DemoProvider;
import dev.lintel.export.spans.Flush;
import dev.lintel.gateway.ResponseHeaders;
import dev.lintel.gateway.admission.AllowedOrigins;
import dev.lintel.http.Via;
import dev.lintel.http.body.BodyReader;
import dev.lintel.http.body.HeldBytes;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.providers.ModelAliasesConfig;
import dev.lintel.providers.ModelPattern;
import dev.lintel.providers.Provider;
import dev.lintel.providers.Provider.Credentials;
import dev.lintel.providers.Providers;
import dev.lintel.providers.ProvidersConfig;
import dev.lintel.providers.presets.ConfiguredProviders;
import dev.lintel.telemetry.MalformedRequests;
import dev.lintel.telemetry.Telemetry;
import dev.lintel.telemetry.capture.CaptureContent;
import dev.lintel.telemetry.capture.ContentCapture;
import dev.lintel.telemetry.convention.InstrumentationScope;
import dev.lintel.telemetry.log.AccessLog;
import dev.lintel.telemetry.redaction.Redaction;
import dev.lintel.telemetry.spans.CallAttributes;
import dev.lintel.telemetry.spans.CallSpans;
import dev.lintel.trace.CallTracer;
import dev.lintel.trace.sampling.RandomSampler;
import dev.lintel.upstream.origin.PemTls;
import dev.lintel.viewer.Viewer;
import dev.lintel.viewer.ViewerConfig;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigUtils;
import io.smallrye.config.ConfigValidationException;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes of the configuration what the rooms work with. A wrong value refuses the start, by the name of its key. */
@Singleton
final class Wiring {

    private static final Duration MAX_SILENCE_IN_BODY = Duration.ofMinutes(1);

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
        ContentRules rules = checked(
                "tracing.",
                () -> new ContentRules((int) tracing.contentLimit().asLongValue(), new Redaction(tracing.redact())));
        return new ContentCapture(tracing.captureContent(), rules, InstrumentationScope.logger(openTelemetry));
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
    AccessLog accessLog(
            OpenTelemetry openTelemetry,
            @ConfigProperty(name = "quarkus.log.console.json.enabled") boolean json,
            @ConfigProperty(name = "quarkus.log.console.stderr") boolean stderr,
            @ConfigProperty(name = "OTEL_LOGS_EXPORTER") Optional<String> logs,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        boolean sent = !disabled && logs.filter("otlp"::equals).isPresent();
        Logger otlp = sent ? openTelemetry.getLogsBridge().get(AccessLog.NAME) : null;
        AccessLog log = new AccessLog(StandardOutput.open(), json, otlp);
        if (!stderr) {
            log.standInForConsole();
        }
        return log;
    }

    void close(@Disposes AccessLog log) {
        log.close();
    }

    @Produces
    @Singleton
    Telemetry telemetry(
            CallTracer tracer,
            OpenTelemetry openTelemetry,
            ContentCapture content,
            CallSpans spans,
            AccessLog log,
            MalformedRequests malformed,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        malformed.observe(InstrumentationScope.meter(openTelemetry));
        return new Telemetry(tracer, openTelemetry, content, spans, log, disabled);
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
    HeldBytes heldBytes(ListenerConfig listener) {
        return new HeldBytes(listener.maxHeld());
    }

    @Produces
    @Singleton
    BodyReader bodies(ListenerConfig listener, HeldBytes held) {
        return new BodyReader(maxBodyBytes(listener), held, MAX_SILENCE_IN_BODY);
    }

    @Produces
    @Singleton
    @Startup
    Providers providers(ProvidersConfig configured, ModelAliasesConfig aliases, DemoConfig demo, Surroundings with) {
        List<Provider> providers =
                checked("", () -> new ArrayList<>(new ConfiguredProviders(with::variable).of(configured)));
        for (Provider provider : providers) {
            checked("providers." + provider.name() + ".", () -> with.checkedTls(provider));
        }
        if (demo.enabled()) {
            providers.add(with.demo(providers));
        }
        if (providers.isEmpty()) {
            throw refused(ConfiguredProviders.missing());
        }
        Map<String, List<String>> targets = new TreeMap<>();
        aliases.byName().forEach((alias, section) -> targets.put(alias, section.targets()));
        return checked("", () -> new Providers(providers, targets));
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

    private static <T> T checked(String key, Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw refused(key + e.getMessage());
        }
    }

    private static ConfigValidationException refused(String problem) {
        return new ConfigValidationException(
                new ConfigValidationException.Problem[] {new ConfigValidationException.Problem(problem)});
    }

    /** What providers are made with beside their configuration. */
    @Singleton
    static final class Surroundings {

        private final Config variables;
        private final Vertx vertx;
        private final DemoProvider demo;

        Surroundings(Config variables, Vertx vertx, DemoProvider demo) {
            this.variables = variables;
            this.vertx = vertx;
            this.demo = demo;
        }

        Optional<String> variable(String name) {
            return variables.getOptionalValue(name, String.class);
        }

        Provider checkedTls(Provider provider) {
            PemTls.check(provider.endpoint().tls(), vertx);
            return provider;
        }

        /** The demo provider, started; the default if there is no other. */
        Provider demo(List<Provider> others) {
            return Provider.of(
                    "demo",
                    demo.start(),
                    Credentials.NONE,
                    List.of(ModelPattern.of(DemoProvider.MODEL)),
                    others.isEmpty());
        }
    }
}
