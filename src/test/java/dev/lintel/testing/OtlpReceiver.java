package dev.lintel.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsPartialSuccess;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of traces, metrics and logs that speaks both of OTLP's protocols on one loopback port: HTTP with protobuf, and
 * gRPC over HTTP/2, with TLS or without. It can lie. It keeps all that it takes in. Any thread may ask it.
 */
public final class OtlpReceiver implements AutoCloseable {

    private static final String GRPC = "application/grpc";
    private static final String GRPC_TRACES = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";
    private static final String GRPC_METRICS = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
    private static final String GRPC_LOGS = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";
    private static final int FRAME_HEAD = 5;
    private static final long SLOW_MILLIS = 2_000;

    /** How requests came. */
    public enum Protocol {
        GRPC,
        HTTP
    }

    /** What becomes of requests. */
    public enum Manners {
        /** They are taken in. */
        ACCEPT,
        /** They are taken in, and answered only once {@link #release} is called. */
        HOLD,
        /** They are taken in, and answered after two seconds. */
        SLOW,
        /** They are answered with an error that no repetition helps: status 400, or gRPC's INVALID_ARGUMENT. */
        FAIL,
        /** They are answered with an error that passes: status 503, or gRPC's UNAVAILABLE. */
        OVERLOADED,
        /** Their connection is closed without an answer. */
        HANG_UP,
        /** Their stream is reset without an answer; over HTTP/1.1 that is the connection. */
        RESET,
        /** They are answered with success, and a body that is not OTLP. */
        GARBAGE
    }

    /** What is answered instead of what {@link Manners} say. */
    private interface Answer {

        void write(HttpServerResponse response, boolean grpc, String path);
    }

    /** One request, taken in or not. */
    public record Request(Protocol protocol, String path, Map<String, String> headers, boolean compressed) {}

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<Request> requests = new ArrayList<>();
    private final List<ReceivedSpan> spans = new ArrayList<>();
    private final List<ReceivedMetric> metrics = new ArrayList<>();
    private final List<ReceivedLog> logs = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private final String scheme;
    private Manners manners = Manners.ACCEPT;
    private @Nullable Answer lie;

    private OtlpReceiver(HttpServerOptions options) {
        scheme = options.isSsl() ? "https" : "http";
        server = vertx.createHttpServer(options)
                .requestHandler(request -> request.body().onSuccess(body -> receive(request, body)));
    }

    /** Starts on a free port of the loopback address. */
    public static OtlpReceiver start() {
        return start(new HttpServerOptions());
    }

    /** Starts with TLS and a certificate for 127.0.0.1. */
    public static OtlpReceiver startWithTls(TestAuthority.Issued own) {
        return start(certified(own));
    }

    /** Starts with TLS, and wants a certificate of each client that {@code trusted} has issued. */
    public static OtlpReceiver startWithMutualTls(TestAuthority.Issued own, TestAuthority trusted) {
        return start(certified(own)
                .setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(
                        new PemTrustOptions().addCertPath(trusted.certificate().toString())));
    }

    private static HttpServerOptions certified(TestAuthority.Issued own) {
        return new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertPath(own.certificate().toString())
                        .addKeyPath(own.key().toString()));
    }

    private static OtlpReceiver start(HttpServerOptions options) {
        OtlpReceiver receiver = new OtlpReceiver(options);
        receiver.server
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return receiver;
    }

    /** Where it listens, for both protocols. */
    public URI endpoint() {
        return URI.create(scheme + "://127.0.0.1:" + server.actualPort());
    }

    /** From now on requests are treated so. */
    public synchronized void behave(Manners how) {
        manners = how;
        lie = null;
    }

    /** From now on requests are taken in and answered with that many items rejected, whatever they hold. */
    public void reject(long items, String message) {
        lie((response, grpc, path) -> accept(response, grpc, partialSuccess(path, items, message)));
    }

    /** From now on requests are taken in, and answered by HTTP/1.1 with this body, by status 200. */
    public void answerHttp(String contentType, String body) {
        lie((response, grpc, path) ->
                response.putHeader("content-type", contentType).end(body));
    }

    /** From now on requests are taken in, and answered with this status of HTTP, whatever the protocol. */
    public void answerStatus(int status, String... headerAndValue) {
        lie((response, grpc, path) -> {
            for (int i = 0; i < headerAndValue.length; i += 2) {
                response.putHeader(headerAndValue[i], headerAndValue[i + 1]);
            }
            response.setStatusCode(status).end();
        });
    }

    /** From now on requests are taken in, and answered with this status of gRPC. */
    public void answerGrpcStatus(int status, String message) {
        lie((response, grpc, path) -> response.putHeader("content-type", GRPC)
                .putHeader("grpc-status", String.valueOf(status))
                .putHeader("grpc-message", message)
                .end());
    }

    private synchronized void lie(Answer what) {
        manners = Manners.ACCEPT;
        lie = what;
    }

    /** Answers the requests that are held, and accepts from now on. */
    public void release() {
        List<Runnable> answers;
        synchronized (this) {
            manners = Manners.ACCEPT;
            lie = null;
            answers = List.copyOf(held);
            held.clear();
        }
        answers.forEach(Runnable::run);
    }

    /** Forgets what has been taken in. */
    public synchronized void clear() {
        requests.clear();
        spans.clear();
        metrics.clear();
        logs.clear();
    }

    /** All requests so far. */
    public synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    /** All spans so far. */
    public synchronized List<ReceivedSpan> spans() {
        return List.copyOf(spans);
    }

    /** All metrics so far, each as often as it was sent. */
    public synchronized List<ReceivedMetric> metrics() {
        return List.copyOf(metrics);
    }

    /** All lines of logs so far. */
    public synchronized List<ReceivedLog> logs() {
        return List.copyOf(logs);
    }

    /** Waits for a line of a log that is meant. */
    public synchronized ReceivedLog awaitLog(Predicate<ReceivedLog> meant) {
        await("a line of the log", () -> logs.stream().anyMatch(meant));
        return logs.stream().filter(meant).findFirst().orElseThrow();
    }

    /** Waits for a request that is meant. */
    public synchronized Request awaitRequest(Predicate<Request> meant) {
        await("a request", () -> requests.stream().anyMatch(meant));
        return requests.stream().filter(meant).findFirst().orElseThrow();
    }

    /** Waits until there are {@code count} spans that are meant, or more. */
    public synchronized List<ReceivedSpan> awaitSpans(int count, Predicate<ReceivedSpan> meant) {
        await(count + " spans", () -> spans.stream().filter(meant).count() >= count);
        return spans.stream().filter(meant).toList();
    }

    /** Waits until there are {@code count} spans of a trace, or more. */
    public List<ReceivedSpan> awaitTrace(String traceId, int count) {
        return awaitSpans(count, span -> span.traceId().equals(traceId));
    }

    /** Waits for a metric of that name that is meant. */
    public synchronized ReceivedMetric awaitMetric(String name, Predicate<ReceivedMetric> meant) {
        Predicate<ReceivedMetric> named = metric -> metric.name().equals(name) && meant.test(metric);
        await("the metric " + name, () -> metrics.stream().anyMatch(named));
        return metrics.stream().filter(named).findFirst().orElseThrow();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void await(String what, BooleanSupplier fact) {
        Patience.await(this, what, fact);
    }

    private void receive(HttpServerRequest request, Buffer body) {
        boolean grpc = String.valueOf(request.getHeader("content-type")).startsWith(GRPC);
        Manners how;
        Answer instead;
        synchronized (this) {
            how = manners;
            instead = lie;
            requests.add(described(request, grpc));
            notifyAll();
        }
        if (how == Manners.HANG_UP) {
            request.connection().close();
            return;
        }
        if (how == Manners.RESET) {
            request.response().reset();
            return;
        }
        if (how == Manners.FAIL || how == Manners.OVERLOADED) {
            refuse(request.response(), grpc, how == Manners.OVERLOADED);
            return;
        }
        try {
            takeIn(request.path(), grpc ? message(request, body) : content(request, body));
        } catch (IOException e) {
            refuse(request.response(), grpc, false);
            return;
        }
        if (instead != null) {
            instead.write(request.response(), grpc, request.path());
            return;
        }
        byte[] message = how == Manners.GARBAGE ? "<html>".getBytes(StandardCharsets.UTF_8) : new byte[0];
        Runnable answer = () -> vertx.runOnContext(turn -> accept(request.response(), grpc, message));
        if (how == Manners.HOLD) {
            synchronized (this) {
                held.add(answer);
            }
        } else if (how == Manners.SLOW) {
            vertx.setTimer(SLOW_MILLIS, over -> answer.run());
        } else {
            answer.run();
        }
    }

    private synchronized void takeIn(String path, byte[] message) throws InvalidProtocolBufferException {
        switch (path) {
            case GRPC_TRACES, "/v1/traces" -> addSpans(ExportTraceServiceRequest.parseFrom(message));
            case GRPC_METRICS, "/v1/metrics" -> addMetrics(ExportMetricsServiceRequest.parseFrom(message));
            case GRPC_LOGS, "/v1/logs" -> addLogs(ExportLogsServiceRequest.parseFrom(message));
            default -> throw new InvalidProtocolBufferException("Nothing is taken in at " + path);
        }
        notifyAll();
    }

    private void addSpans(ExportTraceServiceRequest exported) {
        for (ResourceSpans resource : exported.getResourceSpansList()) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                for (Span span : scope.getSpansList()) {
                    spans.add(new ReceivedSpan(
                            span,
                            scope.getScope().getName(),
                            scope.getSchemaUrl(),
                            values(resource.getResource().getAttributesList())));
                }
            }
        }
    }

    private void addMetrics(ExportMetricsServiceRequest exported) {
        for (ResourceMetrics resource : exported.getResourceMetricsList()) {
            for (ScopeMetrics scope : resource.getScopeMetricsList()) {
                for (Metric metric : scope.getMetricsList()) {
                    metrics.add(new ReceivedMetric(
                            metric,
                            scope.getScope().getName(),
                            values(resource.getResource().getAttributesList())));
                }
            }
        }
    }

    private void addLogs(ExportLogsServiceRequest exported) {
        for (ResourceLogs resource : exported.getResourceLogsList()) {
            for (ScopeLogs scope : resource.getScopeLogsList()) {
                for (LogRecord line : scope.getLogRecordsList()) {
                    logs.add(new ReceivedLog(line, scope.getScope().getName()));
                }
            }
        }
    }

    private static Request described(HttpServerRequest request, boolean grpc) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        MultiMap received = request.headers();
        received.names().forEach(name -> headers.put(name, String.join(", ", received.getAll(name))));
        String encoding = headers.getOrDefault(grpc ? "grpc-encoding" : "content-encoding", "identity");
        return new Request(
                grpc ? Protocol.GRPC : Protocol.HTTP, request.path(), Map.copyOf(headers), encoding.equals("gzip"));
    }

    private static byte[] content(HttpServerRequest request, Buffer body) throws IOException {
        return "gzip".equals(request.getHeader("content-encoding")) ? inflated(body.getBytes()) : body.getBytes();
    }

    /** The one message of a unary call: a flag for compression, four bytes of length, and as many bytes. */
    private static byte[] message(HttpServerRequest request, Buffer body) throws IOException {
        if (body.length() < FRAME_HEAD || body.length() != FRAME_HEAD + body.getInt(1)) {
            throw new IOException("Not one message of gRPC");
        }
        byte[] message = body.getBytes(FRAME_HEAD, body.length());
        if (body.getByte(0) == 0) {
            return message;
        }
        if (!"gzip".equals(request.getHeader("grpc-encoding"))) {
            throw new IOException("Compressed by what is not announced");
        }
        return inflated(message);
    }

    private static byte[] inflated(byte[] gzipped) throws IOException {
        try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
            return content.readAllBytes();
        }
    }

    /** Answers with success. An empty message says that nothing was rejected. */
    private static void accept(HttpServerResponse response, boolean grpc, byte[] message) {
        if (response.closed()) {
            return;
        }
        if (grpc) {
            response.putHeader("content-type", GRPC)
                    .putTrailer("grpc-status", "0")
                    .end(Buffer.buffer()
                            .appendByte((byte) 0)
                            .appendInt(message.length)
                            .appendBytes(message));
        } else {
            response.putHeader("content-type", "application/x-protobuf").end(Buffer.buffer(message));
        }
    }

    private static byte[] partialSuccess(String path, long items, String message) {
        return switch (path) {
            case GRPC_TRACES, "/v1/traces" ->
                ExportTraceServiceResponse.newBuilder()
                        .setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                                .setRejectedSpans(items)
                                .setErrorMessage(message))
                        .build()
                        .toByteArray();
            case GRPC_METRICS, "/v1/metrics" ->
                ExportMetricsServiceResponse.newBuilder()
                        .setPartialSuccess(ExportMetricsPartialSuccess.newBuilder()
                                .setRejectedDataPoints(items)
                                .setErrorMessage(message))
                        .build()
                        .toByteArray();
            default ->
                ExportLogsServiceResponse.newBuilder()
                        .setPartialSuccess(ExportLogsPartialSuccess.newBuilder()
                                .setRejectedLogRecords(items)
                                .setErrorMessage(message))
                        .build()
                        .toByteArray();
        };
    }

    private static void refuse(HttpServerResponse response, boolean grpc, boolean forNow) {
        if (grpc) {
            response.putHeader("content-type", GRPC)
                    .putHeader("grpc-status", forNow ? "14" : "3")
                    .end();
        } else {
            response.setStatusCode(forNow ? 503 : 400).end();
        }
    }

    private static Map<String, Object> values(List<KeyValue> attributes) {
        Map<String, Object> values = new TreeMap<>();
        attributes.forEach(attribute -> values.put(attribute.getKey(), value(attribute.getValue())));
        return values;
    }

    private static Object value(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> value.getBoolValue();
            case INT_VALUE -> value.getIntValue();
            case DOUBLE_VALUE -> value.getDoubleValue();
            case ARRAY_VALUE ->
                value.getArrayValue().getValuesList().stream()
                        .map(OtlpReceiver::value)
                        .toList();
            case KVLIST_VALUE -> values(value.getKvlistValue().getValuesList());
            default -> value.toString();
        };
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    /** A span as it came, with what it belongs to. */
    public record ReceivedSpan(Span span, String scope, String schemaUrl, Map<String, Object> resource) {

        /** The trace id in hexadecimal. */
        public String traceId() {
            return hex(span.getTraceId());
        }

        /** The span id in hexadecimal. */
        public String spanId() {
            return hex(span.getSpanId());
        }

        /** The parent's span id in hexadecimal; empty for a root. */
        public String parentSpanId() {
            return hex(span.getParentSpanId());
        }

        /** The name. */
        public String name() {
            return span.getName();
        }

        /** The kind. */
        public Span.SpanKind kind() {
            return span.getKind();
        }

        /** The status. */
        public Status.StatusCode status() {
            return span.getStatus().getCode();
        }

        /** The attributes. */
        public Map<String, Object> attributes() {
            return values(span.getAttributesList());
        }

        /** One attribute. */
        public @Nullable Object attribute(String name) {
            return attributes().get(name);
        }
    }

    /** A line of a log as it came, with the name of its logger. */
    public record ReceivedLog(LogRecord line, String logger) {

        /** What it says. */
        public String text() {
            return line.getBody().getStringValue();
        }

        /** The trace id in hexadecimal; empty for none. */
        public String traceId() {
            return hex(line.getTraceId());
        }

        /** The span id in hexadecimal; empty for none. */
        public String spanId() {
            return hex(line.getSpanId());
        }

        /** The flags of the trace. */
        public int flags() {
            return line.getFlags();
        }

        /** The name of the event; empty for a mere line. */
        public String eventName() {
            return line.getEventName();
        }

        /** The attributes. */
        public Map<String, Object> attributes() {
            return values(line.getAttributesList());
        }
    }

    /** A metric as it came, with what it belongs to. */
    public record ReceivedMetric(Metric metric, String scope, Map<String, Object> resource) {

        /** The name. */
        public String name() {
            return metric.getName();
        }

        /** Of a histogram: the point whose attributes hold all of {@code attributes}. */
        public Optional<HistogramDataPoint> histogram(Map<String, Object> attributes) {
            return metric.getHistogram().getDataPointsList().stream()
                    .filter(point ->
                            values(point.getAttributesList()).entrySet().containsAll(attributes.entrySet()))
                    .findFirst();
        }

        /** Of a sum: the point whose attributes hold all of {@code attributes}. */
        public Optional<NumberDataPoint> number(Map<String, Object> attributes) {
            return metric.getSum().getDataPointsList().stream()
                    .filter(point ->
                            values(point.getAttributesList()).entrySet().containsAll(attributes.entrySet()))
                    .findFirst();
        }

        /** Of a sum: the points' values together. */
        public long sum() {
            return metric.getSum().getDataPointsList().stream()
                    .mapToLong(NumberDataPoint::getAsInt)
                    .sum();
        }

        /** Of a sum: the values of the points that have the attribute, together. */
        public long sum(String attribute, Object value) {
            return metric.getSum().getDataPointsList().stream()
                    .filter(point ->
                            value.equals(values(point.getAttributesList()).get(attribute)))
                    .mapToLong(NumberDataPoint::getAsInt)
                    .sum();
        }
    }
}
