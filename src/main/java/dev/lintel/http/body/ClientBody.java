package dev.lintel.http.body;

import dev.lintel.http.ApiError;
import dev.lintel.http.Deadlines;
import dev.lintel.http.RefusedException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The content of a request as its client sends it. While it is waited for, and not paused, so much of it must come in each
 * {@code listener.body_timeout}, or its end. On the request's event loop.
 */
public final class ClientBody implements ReadStream<Buffer> {

    /** What must come in time, in bytes: less than any connection carries that one would wait for. */
    private static final int LEAST = 16 * 1024;

    private final HttpServerRequest request;
    private final @Nullable Deadlines<ClientBody> deadlines;
    private final long limitNanos;
    private final Consumer<RefusedException> tooSlow;
    private Deadlines.@Nullable Place<ClientBody> place;
    private @Nullable Handler<Throwable> exceptionHandler;
    private boolean flowing;
    private boolean over;
    private long since;
    private long came;

    /** With {@code deadlines} null it may take for ever. */
    ClientBody(
            HttpServerRequest request,
            @Nullable Deadlines<ClientBody> deadlines,
            long limitNanos,
            Consumer<RefusedException> tooSlow) {
        this.request = request;
        this.deadlines = deadlines;
        this.limitNanos = limitNanos;
        this.tooSlow = tooSlow;
    }

    /** The request that it is the content of. */
    public HttpServerRequest request() {
        return request;
    }

    /** From now on it may take for ever. It still comes, if anybody wants it. */
    public void release() {
        over = true;
        if (place != null && deadlines != null) {
            deadlines.forget(place);
            place = null;
        }
    }

    void look(long nowNanos) {
        if (over || !flowing || nowNanos - since < limitNanos) {
            return;
        }
        if (came >= LEAST) {
            begin(nowNanos);
            return;
        }
        release();
        tooSlow.accept(new RefusedException(ApiError.invalidRequest(
                408, "request_timeout", null, "The body has not come in time: too little of it, or nothing.")));
    }

    private void begin(long nowNanos) {
        since = nowNanos;
        came = 0;
    }

    @Override
    public ClientBody exceptionHandler(@Nullable Handler<Throwable> to) {
        exceptionHandler = to;
        request.exceptionHandler(this::broken);
        return this;
    }

    @Override
    public ClientBody handler(@Nullable Handler<Buffer> to) {
        request.handler(
                to == null
                        ? null
                        : piece -> {
                            came += piece.length();
                            to.handle(piece);
                        });
        return this;
    }

    @Override
    public ClientBody endHandler(@Nullable Handler<Void> to) {
        request.endHandler(end -> {
            release();
            if (to != null) {
                to.handle(null);
            }
        });
        return this;
    }

    @Override
    public ClientBody pause() {
        flowing = false;
        request.pause();
        return this;
    }

    @Override
    public ClientBody resume() {
        if (!flowing) {
            flowing = true;
            begin(System.nanoTime());
            if (place == null && deadlines != null && !over) {
                place = deadlines.watch(this);
            }
        }
        request.resume();
        return this;
    }

    @Override
    public ClientBody fetch(long amount) {
        request.fetch(amount);
        return this;
    }

    private void broken(Throwable cause) {
        release();
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
    }
}
