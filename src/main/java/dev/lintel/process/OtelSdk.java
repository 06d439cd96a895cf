package dev.lintel.process;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.resources.Resource;
import io.quarkus.opentelemetry.runtime.AutoConfiguredOpenTelemetrySdkBuilderCustomizer;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Keeps the environment from undoing how Lintel sets up the OpenTelemetry SDK, which reads variables of its own accord.
 *
 * <p>Operators inject such variables into every container: they yield, with one warning, to Lintel's own keys.
 */
@Singleton
final class OtelSdk implements AutoConfiguredOpenTelemetrySdkBuilderCustomizer, Supplier<Resource> {

    private static final Logger LOG = Logger.getLogger(OtelSdk.class);

    private static final AttributeKey<String> INSTANCE = AttributeKey.stringKey("service.instance.id");

    private volatile Resource resource = Resource.getDefault();

    @Override
    public void customize(AutoConfiguredOpenTelemetrySdkBuilder builder) {
        builder.addPropertiesCustomizer(properties -> {
            // Only now, when the SDK is built: behind all others that add to what describes this process.
            builder.addResourceCustomizer((known, unused) -> keep(identified(known)));
            return ownProperties(properties);
        });
    }

    // What is given stays: who runs it may have better names.
    private static Resource identified(Resource known) {
        return known.getAttribute(INSTANCE) != null
                ? known
                : known.merge(Resource.create(
                        Attributes.of(INSTANCE, UUID.randomUUID().toString())));
    }

    private Resource keep(Resource known) {
        resource = known;
        return known;
    }

    /** What describes this process. Once the SDK has been built. */
    @Override
    public Resource get() {
        return resource;
    }

    private static Map<String, String> ownProperties(ConfigProperties properties) {
        warnOf("OTEL_TRACES_SAMPLER", "tracing.random_sampling");
        warnOf("OTEL_PROPAGATORS", "tracing.propagators");
        Map<String, String> own = new HashMap<>();
        own.put("otel.traces.sampler", "parentbased_always_on");
        own.put("otel.propagators", "tracecontext,baggage");
        // Quarkus adds a processor and exporters of its own: with a second set every span would be queued twice.
        own.put("otel.traces.exporter", "none");
        // The reader of metrics is Lintel's own.
        own.put("otel.metrics.exporter", "none");
        own.put("otel.logs.exporter", "otlp".equals(properties.getString("otel.logs.exporter")) ? "cdi" : "none");
        return own;
    }

    private static void warnOf(String variable, String decides) {
        String value = System.getenv(variable);
        if (value != null && !value.isBlank()) {
            LOG.warnf("%s=%s is ignored: %s decides", variable, value, decides);
        }
    }
}
