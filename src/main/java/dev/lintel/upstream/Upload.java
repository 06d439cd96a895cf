package dev.lintel.upstream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
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
    private final Runnable onActivity;
    private final Promise<Void> sent = Promise.promise();
    private boolean ended;

    Upload(ReadStream<Buffer> content, HttpClientRequest request, Runnable onActivity) {
        this.content = content;
        this.request = request;
        this.onActivity = onActivity;
    }

    /** Starts; the future completes when the last byte has been written, and fails when that is not possible. */
    Future<Void> start() {
        request.setChunked(!request.headers().contains(HttpHeaders.CONTENT_LENGTH));
        request.exceptionHandler(sent::tryFail);
        content.exceptionHandler(sent::tryFail);
        content.endHandler(end -> {
            ended = true;
            request.end().onComplete(written -> {
                if (written.succeeded()) {
                    sent.tryComplete();
                } else {
                    sent.tryFail(written.cause());
                }
            });
        });
        // The provider hears of the upload before there is a byte of it.
        request.sendHead();
        content.handler(this::write);
        content.resume();
        return sent.future();
    }

    /** Whether the next byte must come from the client: the provider has taken all there was. */
    boolean isStarved() {
        return !ended && !request.writeQueueFull();
    }

    private void write(Buffer piece) {
        onActivity.run();
        request.write(piece);
        if (request.writeQueueFull()) {
            content.pause();
            request.drainHandler(drained -> {
                onActivity.run();
                content.resume();
            });
        }
    }
}
