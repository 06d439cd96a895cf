package dev.lintel.telemetry;

import io.opentelemetry.api.metrics.Meter;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.spi.observability.HttpRequest;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts what the HTTP server refuses before it is a request: malformed HTTP, heads that are too large. No filter sees
 * these, so they have no span. Any thread may call.
 */
public final class MalformedRequests implements VertxMetrics {

    private final LongAdder count = new LongAdder();

    /** Has them counted as {@code lintel.requests.malformed}. */
    public void observe(Meter meter) {
        meter.counterBuilder("lintel.requests.malformed")
                .setUnit("{request}")
                .setDescription("What was refused before it was a request, and so has no span")
                .buildWithCallback(measurement -> measurement.record(count.sum()));
    }

    @Override
    public HttpServerMetrics<Void, Void, Void> createHttpServerMetrics(
            HttpServerOptions options, SocketAddress localAddress) {
        return new HttpServerMetrics<>() {
            @Override
            public Void requestBegin(Void socket, HttpRequest request) {
                if (request instanceof HttpServerRequest decoded
                        && decoded.decoderResult().isFailure()) {
                    count.increment();
                }
                return null;
            }
        };
    }
}
