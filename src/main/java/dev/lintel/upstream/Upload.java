package dev.lintel.upstream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.streams.ReadStream;

/**
 * A request's content on its way to the provider, no faster than the provider takes it.
 *
 * <p>Content that breaks off is never ended as if it were whole: the one who cancels the call resets the request.
 */
final class Upload {

    private final ReadStream<Buffer> content;
    private final HttpClientRequest request;
    private final Exchange exchange;
    private boolean ended;

    Upload(ReadStream<Buffer> content, HttpClientRequest request, Exchange exchange) {
        this.content = content;
        this.request = request;
        this.exchange = exchange;
    }

    /** Starts; the exchange hears when the last byte has been sent, or that it cannot be. */
    void start() {
        request.setChunked(!request.headers().contains(HttpHeaders.CONTENT_LENGTH));
        request.exceptionHandler(exchange::broken);
        content.exceptionHandler(exchange::broken);
        content.endHandler(end -> {
            ended = true;
            request.end().onComplete(written -> {
                if (written.succeeded()) {
                    exchange.sent();
                } else {
                    exchange.broken(written.cause());
                }
            });
        });
        // The provider hears of the upload before there is a byte of it.
        request.sendHead();
        content.handler(this::write);
        content.resume();
    }

    /** Whether the next byte must come from the client: the provider has taken all there was. */
    boolean isStarved() {
        return !ended && !request.writeQueueFull();
    }

    private void write(Buffer piece) {
        exchange.active();
        request.write(piece);
        if (request.writeQueueFull()) {
            content.pause();
            request.drainHandler(drained -> {
                exchange.active();
                content.resume();
            });
        }
    }
}
