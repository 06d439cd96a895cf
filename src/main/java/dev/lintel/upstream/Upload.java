package dev.lintel.upstream;

import dev.lintel.upstream.OutgoingRequest.StreamedBody;
import dev.lintel.upstream.failure.Failures;
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

    private final StreamedBody body;
    private final ReadStream<Buffer> content;
    private final HttpClientRequest request;
    private final Exchange exchange;
    private boolean begun;
    private boolean ended;

    Upload(StreamedBody body, HttpClientRequest request, Exchange exchange) {
        this.body = body;
        this.content = body.content();
        this.request = request;
        this.exchange = exchange;
    }

    /** Starts; the exchange hears when the last byte has been sent, or that it cannot be. */
    void start() {
        request.exceptionHandler(exchange::broken);
        content.exceptionHandler(broken -> exchange.fail(Failures.ofUpload()));
        content.endHandler(this::end);
        if (body.announced()) {
            // The provider hears of the upload before there is a byte of it.
            begin();
            request.sendHead();
        }
        content.handler(this::write);
        content.resume();
    }

    /** Whether the next byte must come from the client: the provider has taken all there was. */
    boolean isStarved() {
        return !ended && !request.writeQueueFull();
    }

    /** Whether the provider has heard of it. */
    boolean hasBegun() {
        return begun || ended;
    }

    // Without any content nothing is said of its framing: some providers refuse a GET that might have some.
    private void begin() {
        begun = true;
        request.setChunked(!request.headers().contains(HttpHeaders.CONTENT_LENGTH));
    }

    private void end(Void end) {
        ended = true;
        request.end().onComplete(exchange::written);
    }

    private void write(Buffer piece) {
        if (!begun) {
            begin();
        }
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
