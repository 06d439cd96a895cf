package dev.lintel.process;

import static dev.lintel.process.RefusedStart.checked;
import static dev.lintel.process.RefusedStart.refused;

import dev.lintel.callers.Callers;
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
import dev.lintel.viewer.Viewer;
import dev.lintel.viewer.ViewerConfig;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
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
            Callers callers,
            @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean disabled) {
        malformed.observe(InstrumentationScope.meter(openTelemetry));
        return new Telemetry(tracer, openTelemetry, content, spans, log, disabled, callers.countUse());
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
    Providers providers(ProvidersConfig configured, ModelAliasesConfig aliases, DemoConfig demo, Implied implied) {
        List<Provider> providers = new ArrayList<>();
        new TreeMap<>(configured.byName()).forEach((name, section) -> providers.add(provider(name, section)));
        if (providers.isEmpty()) {
            implied.openAi().ifPresent(providers::add);
        }
        if (demo.enabled()) {
            providers.add(implied.demo(providers));
        }
        if (providers.isEmpty()) {
            throw refused("providers: there is none. Write one into config/application.yaml, such as"
                    + " 'providers: {openai: {base_url: https://api.openai.com/v1, access_key: \"...\", default: true}}',"
                    + " or set OPENAI_API_KEY");
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

    private static Provider provider(String name, ProvidersConfig.Section section) {
        return checked(
                "providers." + name + ".",
                () -> new Provider(
                        name,
                        section.providerName().orElse(name),
                        url(section.baseUrl()),
                        new Credentials(section.accessKey().orElse(null), section.forwardAuthorization()),
                        section.models().orElse(List.of()).stream()
                                .map(ModelPattern::of)
                                .toList(),
                        section.isDefault(),
                        section.includeUsage(),
                        section.propagate(),
                        section.connectTimeout(),
                        section.firstByteTimeout(),
                        section.idleTimeout()));
    }

    private static long maxBodyBytes(ListenerConfig listener) {
        if (listener.maxBodySize().asBigInteger().bitLength() >= Long.SIZE) {
            throw refused("listener.max_body_size: so many bytes there cannot be");
        }
        return listener.maxBodySize().asLongValue();
    }

    private static URI url(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            // Credentials may stand before an '@' or behind a '?'.
            String shown = text.contains("@") || text.contains("?") ? "the value" : "'" + text + "'";
            throw new IllegalArgumentException("base_url: " + shown + " is not a URL", e);
        }
    }

    /** The providers that nobody has to configure. */
    @Singleton
    static final class Implied {

        private static final List<ModelPattern> OPENAI_MODELS = Stream.of(
                        "gpt-*", "chatgpt-*", "o*", "text-embedding-*", "davinci-*", "babbage-*")
                .map(ModelPattern::of)
                .toList();

        private final DemoProvider demo;
        private final Optional<String> openAiKey;
        private final Optional<String> openAiUrl;

        Implied(
                DemoProvider demo,
                @ConfigProperty(name = "OPENAI_API_KEY") Optional<String> openAiKey,
                @ConfigProperty(name = "OPENAI_BASE_URL") Optional<String> openAiUrl) {
            this.demo = demo;
            this.openAiKey = openAiKey;
            this.openAiUrl = openAiUrl;
        }

        /** OpenAI by the variables that its own clients read. */
        Optional<Provider> openAi() {
            return openAiKey.map(key -> checked(
                    "OPENAI_API_KEY, OPENAI_BASE_URL: ",
                    () -> Provider.of(
                            "openai",
                            url(openAiUrl.orElse("https://api.openai.com/v1")),
                            new Credentials(key, false),
                            OPENAI_MODELS,
                            true)));
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
