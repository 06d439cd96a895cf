package dev.lintel.process;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Lets OpenTelemetry's standard variables speak for the {@code quarkus.otel.*} keys that mean the same.
 *
 * <p>Quarkus' own keys have defaults, which would hide the variables. As variables they win over configuration files;
 * {@code QUARKUS_OTEL_*} variables win over them. OpenTelemetry's specifications "SDK environment variables" and
 * "OTLP exporter" say what each means.
 */
public final class OtelVariables implements ConfigSourceFactory {

    // Between files (up to 265) and the environment (300).
    private static final int ORDINAL = 290;

    private static final String OTLP = "quarkus.otel.exporter.otlp.";

    /** Not a Quarkus key: the exporter of spans reads it. */
    private static final String TRACES_URL = "lintel.otlp.traces.url";

    private static final String SENT = "otlp";
    private static final String NOT_SENT = "none";
    private static final String GRPC = "grpc";
    private static final String HTTP = "http/protobuf";
    private static final String GRPC_ENDPOINT = "http://localhost:4317";
    private static final String HTTP_ENDPOINT = "http://localhost:4318";

    /** What the exporters take for: send nothing. An empty value would be replaced by the default. */
    private static final String NOWHERE = " ";

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        Mapping mapping = new Mapping(context);
        mapping.general();
        mapping.exporter("OTEL_EXPORTER_OTLP_", OTLP);
        mapping.signal("TRACES", "traces.");
        mapping.signal("METRICS", "metrics.");
        mapping.signal("LOGS", "logs.");
        return List.of(new PropertiesConfigSource(mapping.mapped, "OTEL_* variables", ORDINAL));
    }

    /** One look at the environment. */
    private static final class Mapping {

        private final ConfigSourceContext context;
        private final Map<String, String> mapped = new LinkedHashMap<>();

        Mapping(ConfigSourceContext context) {
            this.context = context;
        }

        void general() {
            map("OTEL_SDK_DISABLED", "quarkus.otel.sdk.disabled", Mapping::asItIs);
            map("OTEL_SERVICE_NAME", "quarkus.otel.service.name", Mapping::asItIs);
            map("OTEL_RESOURCE_ATTRIBUTES", "quarkus.otel.resource.attributes", Mapping::decoded);
            map("OTEL_BSP_SCHEDULE_DELAY", "quarkus.otel.bsp.schedule.delay", Mapping::milliseconds);
            map("OTEL_BSP_EXPORT_TIMEOUT", "quarkus.otel.bsp.export.timeout", Mapping::milliseconds);
            map("OTEL_BSP_MAX_QUEUE_SIZE", "quarkus.otel.bsp.max.queue.size", Mapping::asItIs);
            map("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "quarkus.otel.bsp.max.export.batch.size", Mapping::asItIs);
            map("OTEL_METRIC_EXPORT_INTERVAL", "quarkus.otel.metric.export.interval", Mapping::milliseconds);
            map(
                    "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
                    OTLP + "metrics.temporality-preference",
                    Mapping::asItIs);
            map(
                    "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION",
                    OTLP + "metrics.default-histogram-aggregation",
                    Mapping::asItIs);
        }

        void exporter(String variables, String keys) {
            map(variables + "ENDPOINT", keys + "endpoint", Mapping::absolute);
            map(variables + "PROTOCOL", keys + "protocol", Mapping::protocol);
            map(variables + "HEADERS", keys + "headers", Mapping::decoded);
            map(variables + "TIMEOUT", keys + "timeout", Mapping::milliseconds);
            map(variables + "COMPRESSION", keys + "compression", Mapping::asItIs);
            map(variables + "CERTIFICATE", keys + "trust-cert.certs", Mapping::asItIs);
            map(variables + "CLIENT_CERTIFICATE", keys + "key-cert.certs", Mapping::asItIs);
            map(variables + "CLIENT_KEY", keys + "key-cert.keys", Mapping::asItIs);
        }

        void signal(String name, String key) {
            exporter("OTEL_EXPORTER_OTLP_" + name + "_", OTLP + key);
            Optional<String> general = variable("OTEL_EXPORTER_OTLP_PROTOCOL");
            Optional<String> protocol =
                    variable("OTEL_EXPORTER_OTLP_" + name + "_PROTOCOL").or(() -> general);
            Optional<String> endpoint = variable("OTEL_EXPORTER_OTLP_" + name + "_ENDPOINT");
            boolean http = protocol.filter(HTTP::equals).isPresent();
            if (endpoint.isPresent() && http && name.equals("TRACES")) {
                mapped.put(TRACES_URL, endpoint.get());
            } else if (endpoint.isPresent() && http) {
                // Here the variable holds the whole URL, and the exporter puts the signal's path behind its key's.
                mapped.put(
                        OTLP + key + "endpoint",
                        withoutSignalPath(
                                "OTEL_EXPORTER_OTLP_" + name + "_ENDPOINT",
                                endpoint.get(),
                                "/v1/" + key.replace(".", "")));
            } else if (endpoint.isEmpty()
                    && protocol.isPresent()
                    && variable("OTEL_EXPORTER_OTLP_ENDPOINT").isEmpty()) {
                mapped.put(OTLP + key + "endpoint", http ? HTTP_ENDPOINT : GRPC_ENDPOINT);
            }
            String exporter = "OTEL_" + name + "_EXPORTER";
            variable(exporter).ifPresent(value -> requireExporter(exporter, value));
            if (variable(exporter).filter(NOT_SENT::equals).isPresent()) {
                mapped.put(OTLP + key + "endpoint", NOWHERE);
            }
        }

        private void map(String variable, String key, BinaryOperator<String> conversion) {
            variable(variable).ifPresent(value -> mapped.put(key, converted(variable, value, conversion)));
        }

        // Without the exception, whose message quotes the value, which may be a key.
        private static String converted(String variable, String value, BinaryOperator<String> conversion) {
            try {
                return conversion.apply(variable, value);
            } catch (IllegalArgumentException e) {
                throw refused(
                        variable + ": it has a '%' without two hexadecimal digits behind it; write %25 for a '%'");
            }
        }

        // The specification takes an empty variable for one that is not set.
        private Optional<String> variable(String name) {
            ConfigValue value = context.getValue(name);
            return Optional.ofNullable(value)
                    .map(ConfigValue::getValue)
                    .map(String::strip)
                    .filter(text -> !text.isEmpty());
        }

        private static String asItIs(String variable, String value) {
            return value;
        }

        private static String absolute(String variable, String endpoint) {
            if (!endpoint.startsWith("http://") && !endpoint.startsWith("https://")) {
                throw refused(
                        variable + ": '" + endpoint + "' is not an http or https URL, such as http://localhost:4317");
            }
            return endpoint;
        }

        private static String protocol(String variable, String protocol) {
            if (!protocol.equals(GRPC) && !protocol.equals(HTTP)) {
                throw refused(variable + ": '" + protocol + "' is not one of " + GRPC + ", " + HTTP);
            }
            return protocol;
        }

        // The console has the log, and Prometheus reads /q/metrics, whatever is sent.
        private static void requireExporter(String variable, String exporter) {
            if (!exporter.equals(SENT) && !exporter.equals(NOT_SENT)) {
                throw refused(variable + ": '" + exporter + "' is not supported; it is " + SENT + " or " + NOT_SENT);
            }
        }

        private static ConfigValidationException refused(String problem) {
            return new ConfigValidationException(
                    new ConfigValidationException.Problem[] {new ConfigValidationException.Problem(problem)});
        }

        private static String withoutSignalPath(String variable, String endpoint, String path) {
            if (!endpoint.endsWith(path)) {
                throw refused(variable + ": '" + endpoint + "' must end with '" + path + "' over HTTP");
            }
            return endpoint.substring(0, endpoint.length() - path.length());
        }

        private static String milliseconds(String variable, String value) {
            return value.chars().allMatch(Character::isDigit) ? value + "ms" : value;
        }

        /** Pairs of which the values are percent-encoded, as in W3C Baggage. */
        private static String decoded(String variable, String pairs) {
            // A plus is no space there.
            String decoded =
                    URLDecoder.decode(pairs.replace("+", "%2B").replace("%2C", "%5C%2C"), StandardCharsets.UTF_8);
            return decoded.replace("$", "\\$");
        }
    }
}
