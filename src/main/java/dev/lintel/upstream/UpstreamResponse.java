package dev.lintel.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import org.jspecify.annotations.Nullable;

/** A provider's answer: its head, and its content as it comes. To be used on the call's event loop. */
public final class UpstreamResponse {

    /** Gets the content. After {@link #ended} or {@link #failed}, of which just one comes, nothing more comes. */
    public interface Receiver {

        /** The next bytes. */
        void piece(Buffer piece);

        /** The answer is complete. */
        void ended();

        /** The answer broke off. */
        void failed(UpstreamException failure);
    }

    private final UpstreamExchange exchange;
    private final HttpClientResponse response;
    private @Nullable Receiver receiver;
    private @Nullable UpstreamException early;
    private boolean paused;

    UpstreamResponse(UpstreamExchange exchange, HttpClientResponse response) {
        this.exchange = exchange;
        this.response = response;
    }

    /** The status code. */
    public int status() {
        return response.statusCode();
    }

    /** The reason phrase, as the provider wrote it. */
    public String reason() {
        return response.statusMessage();
    }

    /** The head's fields, hop-by-hop ones included. */
    public MultiMap headers() {
        return response.headers();
    }

    /** The fields after the content; complete once {@link Receiver#ended} has been called. */
    public MultiMap trailers() {
        return response.trailers();
    }

    /** Lets the content come. To be called once, in the same turn of the event loop in which the head came. */
    public void receive(Receiver to) {
        receiver = to;
        if (early != null) {
            to.failed(early);
            return;
        }
        response.exceptionHandler(exchange::broken);
        response.handler(piece -> {
            exchange.active();
            to.piece(piece);
        });
        response.endHandler(end -> {
            exchange.completed();
            to.ended();
        });
    }

    /** Stops the content from coming: the provider is not read any further. */
    public void pause() {
        paused = true;
        response.pause();
    }

    /** Lets the content come again. */
    public void resume() {
        paused = false;
        exchange.active();
        response.resume();
    }

    /** Gives the rest of the answer up. Does nothing when it has ended. */
    public void cancel() {
        exchange.cancel();
    }

    boolean isPaused() {
        return paused;
    }

    void fail(UpstreamException failure) {
        if (receiver == null) {
            early = failure;
        } else {
            receiver.failed(failure);
        }
    }
}
