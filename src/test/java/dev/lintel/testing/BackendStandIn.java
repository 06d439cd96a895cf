package dev.lintel.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * The door at which a backend takes traces in, over HTTP on a loopback port, with the rules that this backend has. What
 * breaks a rule is answered as the backend answers it, and kept as a refusal. Any thread may ask it.
 */
public final class BackendStandIn implements AutoCloseable {

    /** Whose door it is. */
    public enum Backend {
        /** Jaeger's OTLP receiver. */
        JAEGER("/v1/traces", Map.of(), 401),
        /** Tempo's, where there are several tenants. */
        TEMPO("/v1/traces", Map.of("x-scope-orgid", "team-one"), 401),
        /** Langtrace tells OTLP by the sender's name, reads no compressed bodies, and has one status for all errors. */
        LANGTRACE("/api/trace", Map.of("x-api-key", "key-of-project"), 404),
        /** Langfuse wants the project's public and secret key as user and password. */
        LANGFUSE(
                "/api/public/otel/v1/traces",
                Map.of("authorization", "Basic cGstbGYtMTpzay1sZi0y", "x-langfuse-ingestion-version", "4"),
                401),
        /** Phoenix with authentication. */
        PHOENIX("/v1/traces", Map.of("authorization", "Bearer key-of-phoenix"), 401);

        private final String path;
        private final Map<String, String> headers;
        private final int unauthorized;

        Backend(String path, Map<String, String> headers, int unauthorized) {
            this.path = path;
            this.headers = headers;
            this.unauthorized = unauthorized;
        }
    }

    private final Vertx vertx = Vertx.vertx();
    private final Backend backend;
    private final HttpServer server;
    private final List<ExportTraceServiceRequest> stored = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();

    private BackendStandIn(Backend backend) {
        this.backend = backend;
        this.server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> receive(request, body)));
    }

    /** Opens the door of {@code backend} on a free port. */
    public static BackendStandIn of(Backend backend) {
        BackendStandIn standIn = new BackendStandIn(backend);
        standIn.server
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return standIn;
    }

    /** Where it listens, without a path. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** Waits until {@code count} spans are stored, or more; the requests that brought them. */
    public synchronized List<ExportTraceServiceRequest> awaitSpans(int count) {
        Patience.await(this, count + " stored spans", () -> spans() >= count);
        return List.copyOf(stored);
    }

    /** Waits for the first refusal: its status and why. */
    public synchronized String awaitRefusal() {
        Patience.await(this, "a refusal", () -> !refusals.isEmpty());
        return refusals.get(0);
    }

    /** What has been refused so far. */
    public synchronized List<String> refusals() {
        return List.copyOf(refusals);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private synchronized void receive(HttpServerRequest request, Buffer body) {
        try {
            check(request);
            stored.add(ExportTraceServiceRequest.parseFrom(content(request, body)));
            request.response()
                    .putHeader("content-type", "application/x-protobuf")
                    .end(Buffer.buffer(
                            ExportTraceServiceResponse.getDefaultInstance().toByteArray()));
        } catch (Refusal refusal) {
            refuse(request, refusal.status, refusal.getMessage());
        } catch (IOException e) {
            refuse(request, backend == Backend.LANGTRACE ? 404 : 400, "unreadable content");
        }
        notifyAll();
    }

    private long spans() {
        return stored.stream()
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .mapToLong(ScopeSpans::getSpansCount)
                .sum();
    }

    private void check(HttpServerRequest request) throws Refusal {
        if (request.method() != HttpMethod.POST || !backend.path.equals(request.uri())) {
            throw new Refusal(404, request.method() + " " + request.uri());
        }
        for (Map.Entry<String, String> header : backend.headers.entrySet()) {
            if (!request.headers().getAll(header.getKey()).equals(List.of(header.getValue()))) {
                throw new Refusal(backend.unauthorized, header.getKey());
            }
        }
        if (!"application/x-protobuf".equals(request.getHeader("content-type"))) {
            throw new Refusal(415, "content-type");
        }
        String sender = String.valueOf(request.getHeader("user-agent")).toLowerCase(Locale.ROOT);
        if (!sender.contains("opentelemetry") && !sender.contains("otel-otlp")) {
            throw new Refusal(404, "user-agent " + sender);
        }
    }

    private byte[] content(HttpServerRequest request, Buffer body) throws IOException {
        String encoding = request.getHeader("content-encoding");
        // Langtrace does not look at the encoding: it fails at reading what it takes for protobuf.
        if (encoding == null || backend == Backend.LANGTRACE) {
            return body.getBytes();
        }
        if (!encoding.equals("gzip")) {
            throw new InvalidProtocolBufferException("Encoded as " + encoding);
        }
        try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(body.getBytes()))) {
            return content.readAllBytes();
        }
    }

    private void refuse(HttpServerRequest request, int status, String why) {
        refusals.add(status + " " + why);
        request.response().setStatusCode(status).end();
    }

    private static final class Refusal extends Exception {

        private static final long serialVersionUID = 1;

        private final int status;

        Refusal(int status, String why) {
            super(why);
            this.status = status;
        }
    }
}
