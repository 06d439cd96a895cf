package dev.lintel.export;

import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.internal.grpc.GrpcExporter;
import io.opentelemetry.exporter.internal.http.HttpExporter;
import io.opentelemetry.exporter.internal.marshal.Marshaler;
import io.opentelemetry.exporter.otlp.internal.OtlpUserAgent;
import io.opentelemetry.sdk.common.InternalTelemetryVersion;
import io.opentelemetry.sdk.internal.ComponentId;
import io.opentelemetry.sdk.internal.StandardComponentId.ExporterType;
import io.opentelemetry.sdk.metrics.export.AggregationTemporalitySelector;
import io.opentelemetry.sdk.metrics.export.DefaultAggregationSelector;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.CompressionType;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterConfig;
import io.quarkus.opentelemetry.runtime.exporter.otlp.metrics.VertxGrpcMetricExporter;
import io.quarkus.opentelemetry.runtime.exporter.otlp.metrics.VertxHttpMetricsExporter;
import io.quarkus.opentelemetry.runtime.exporter.otlp.sender.VertxGrpcSender;
import io.quarkus.opentelemetry.runtime.exporter.otlp.sender.VertxHttpSender;
import io.quarkus.opentelemetry.runtime.exporter.otlp.tracing.VertxGrpcSpanExporter;
import io.quarkus.opentelemetry.runtime.exporter.otlp.tracing.VertxHttpSpanExporter;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.ProxyOptions;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Makes the exporters that Quarkus would make, of the same parts and from the same keys. */
final class OtlpSender {

    private static final String DEFAULT_ENDPOINT = "http://localhost:4317";

    private final String signal;
    private final OtlpExporterConfig config;
    private final URI endpoint;
    private final String httpPath;
    private final TlsConfigurationRegistry registry;
    private final Optional<TlsConfiguration> tls;

    /**
     * Takes the configuration.
     *
     * @param signal its name in the keys, {@code traces} or {@code metrics}
     * @param httpPath the whole path to send to, when that is done over HTTP
     */
    OtlpSender(
            String signal,
            OtlpExporterConfig config,
            URI endpoint,
            String httpPath,
            TlsConfigurationRegistry registry) {
        this.signal = signal;
        this.config = config;
        this.endpoint = endpoint;
        this.httpPath = httpPath;
        this.registry = registry;
        this.tls = TlsConfiguration.from(registry, config.tlsConfigurationName());
    }

    /** Where to; empty for nowhere, as a blank key says. */
    static Optional<URI> endpoint(OtlpExporterConfig signal, OtlpExporterConfig all) {
        return Optional.of(signal.endpoint()
                        .filter(url -> !url.equals(DEFAULT_ENDPOINT))
                        .or(all::endpoint)
                        .orElse(DEFAULT_ENDPOINT)
                        .strip())
                .filter(url -> !url.isEmpty())
                .map(URI::create);
    }

    /** A signal's path below the endpoint's own. */
    static String pathBelow(URI endpoint, String signalPath) {
        String path = Objects.requireNonNullElse(endpoint.getRawPath(), "");
        return (path.endsWith("/") ? path.substring(0, path.length() - 1) : path) + signalPath;
    }

    SpanExporter spanExporter(Vertx vertx) {
        return isGrpc()
                ? new VertxGrpcSpanExporter(
                        grpc(ExporterType.OTLP_GRPC_SPAN_EXPORTER, VertxGrpcSender.GRPC_TRACE_SERVICE_NAME, vertx))
                : new VertxHttpSpanExporter(http(ExporterType.OTLP_HTTP_SPAN_EXPORTER, vertx));
    }

    MetricExporter metricExporter(
            AggregationTemporalitySelector temporality, DefaultAggregationSelector aggregation, Vertx vertx) {
        return isGrpc()
                ? new VertxGrpcMetricExporter(
                        grpc(ExporterType.OTLP_GRPC_METRIC_EXPORTER, VertxGrpcSender.GRPC_METRIC_SERVICE_NAME, vertx),
                        temporality,
                        aggregation)
                : new VertxHttpMetricsExporter(
                        http(ExporterType.OTLP_HTTP_METRIC_EXPORTER, vertx), temporality, aggregation);
    }

    private boolean isGrpc() {
        String protocol = config.protocol().orElse(OtlpExporterConfig.Protocol.GRPC);
        return switch (protocol) {
            case OtlpExporterConfig.Protocol.GRPC -> true;
            case OtlpExporterConfig.Protocol.HTTP_PROTOBUF -> false;
            default -> throw refused(signal + ".protocol", protocol, "grpc, http/protobuf");
        };
    }

    /** What the start is refused with for {@code value} of a key of the exporters. */
    static ConfigValidationException refused(String key, String value, String allowed) {
        return new ConfigValidationException(new Problem[] {
            new Problem("quarkus.otel.exporter.otlp." + key + ": '" + value + "' is not one of " + allowed)
        });
    }

    // The sender is of a raw type: it takes what any marshaler writes.
    @SuppressWarnings("unchecked")
    private <T extends Marshaler> GrpcExporter<T> grpc(ExporterType type, String service, Vertx vertx) {
        VertxGrpcSender sender = new VertxGrpcSender(
                endpoint, service, compressed(), config.timeout(), headers(), this::configure, vertx);
        return new GrpcExporter<>(
                sender,
                InternalTelemetryVersion.LATEST,
                ComponentId.generateLazy(type),
                MeterProvider::noop,
                endpoint.toASCIIString());
    }

    private <T extends Marshaler> HttpExporter<T> http(ExporterType type, Vertx vertx) {
        VertxHttpSender sender = new VertxHttpSender(
                endpoint.resolve("/"),
                httpPath,
                compressed(),
                config.timeout(),
                headers(),
                "application/x-protobuf",
                this::configure,
                vertx);
        return new HttpExporter<>(
                ComponentId.generateLazy(type),
                sender,
                MeterProvider::noop,
                InternalTelemetryVersion.LATEST,
                endpoint.toASCIIString());
    }

    private boolean compressed() {
        return config.compression().filter(CompressionType.GZIP::equals).isPresent();
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>();
        OtlpUserAgent.addUserAgentHeader(headers::put);
        for (String pair : config.headers().orElse(List.of())) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                headers.put(
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
        return headers;
    }

    private void configure(HttpClientOptions options) {
        tls.ifPresentOrElse(
                configured -> options.setKeyCertOptions(configured.getKeyStoreOptions())
                        .setTrustOptions(configured.getTrustStoreOptions()),
                () -> certify(options));
        if ("https".equalsIgnoreCase(endpoint.getScheme())) {
            options.setSsl(true).setUseAlpn(true);
        }
        if (tls.or(registry::getDefault).filter(TlsConfiguration::isTrustAll).isPresent()) {
            options.setTrustAll(true).setVerifyHost(false);
        }
        if (config.proxyOptions().enabled()) {
            proxy(options.isSsl()).ifPresent(options::setProxyOptions);
        }
    }

    private void certify(HttpClientOptions options) {
        List<String> certificates = config.keyCert().certs().orElse(List.of());
        List<String> keys = config.keyCert().keys().orElse(List.of());
        if (!certificates.isEmpty() || !keys.isEmpty()) {
            PemKeyCertOptions own = new PemKeyCertOptions();
            certificates.forEach(own::addCertPath);
            keys.forEach(own::addKeyPath);
            options.setKeyCertOptions(own);
        }
        List<String> trusted = config.trustCert().certs().orElse(List.of());
        if (!trusted.isEmpty()) {
            PemTrustOptions others = new PemTrustOptions();
            trusted.forEach(others::addCertPath);
            options.setTrustOptions(others);
        }
    }

    /** The proxy that is configured, else the one that the virtual machine is told of. */
    private Optional<ProxyOptions> proxy(boolean ssl) {
        OtlpExporterConfig.ProxyConfig configured = config.proxyOptions();
        if (configured.host().isEmpty()) {
            String scheme = ssl ? "https" : "http";
            return Optional.ofNullable(System.getProperty(scheme + ".proxyHost"))
                    .map(host -> proxy(host, Integer.getInteger(scheme + ".proxyPort", ssl ? 443 : 80), scheme));
        }
        ProxyOptions proxy = new ProxyOptions().setHost(configured.host().get());
        configured.port().ifPresent(proxy::setPort);
        configured.username().ifPresent(proxy::setUsername);
        configured.password().ifPresent(proxy::setPassword);
        return Optional.of(proxy);
    }

    private static ProxyOptions proxy(String host, int port, String scheme) {
        ProxyOptions proxy = new ProxyOptions().setHost(host).setPort(port);
        Optional.ofNullable(System.getProperty(scheme + ".proxyUser")).ifPresent(proxy::setUsername);
        Optional.ofNullable(System.getProperty(scheme + ".proxyPassword")).ifPresent(proxy::setPassword);
        return proxy;
    }
}
