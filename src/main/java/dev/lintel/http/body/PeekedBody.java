package dev.lintel.http.body;

import dev.lintel.http.ApiError;
import dev.lintel.http.RefusedException;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A request's content of which the beginning has been looked at before it is passed on. On the request's event loop. */
public final class PeekedBody implements ReadStream<Buffer> {

    /** Gets one body, or why there is none. One of the two is called, once. */
    public interface Receiver {

        /** Enough of it has come. */
        void peeked(PeekedBody body);

        /** It broke off: 400. */
        void refused(RefusedException refused);
    }

    private final ClientBody content;
    private Buffer beginning = Buffer.buffer(0);
    private int lookedAt;
    private int grown;
    private boolean known;
    private boolean begun;
    private boolean ended;
    private boolean paused;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;

    private PeekedBody(ClientBody content) {
        this.content = content;
    }

    /** Reads until {@code enough} says so, up to about {@code most} bytes. */
    public static void peek(ClientBody content, int most, Predicate<Buffer> enough, Receiver to) {
        PeekedBody body = new PeekedBody(content);
        content.exceptionHandler(broken -> body.broken(broken, to));
        content.endHandler(end -> {
            body.ended = true;
            body.known(to);
        });
        content.handler(piece -> body.take(piece, most, enough, to));
        BodyReader.sendContinue(content.request());
        content.resume();
    }

    /** What has come so far. */
    public Buffer beginning() {
        return beginning;
    }

    /** Whether nothing follows what has come so far. */
    public boolean isWhole() {
        return ended;
    }

    /** Puts something else in its place, before it is passed on. */
    public void replaceBeginning(Buffer other) {
        grown += other.length() - beginning.length();
        beginning = other;
    }

    /** By how many bytes it is longer for what has been put in. */
    public int grown() {
        return grown;
    }

    private void take(Buffer piece, int most, Predicate<Buffer> enough, Receiver to) {
        if (known) {
            // It was under way already when the request was paused.
            beginning.appendBuffer(piece);
            return;
        }
        beginning.appendBuffer(piece);
        // Looked at again only when it has doubled, so that many small pieces cost no more than their sum.
        boolean look = beginning.length() >= 2 * lookedAt || beginning.length() >= most;
        if (look) {
            lookedAt = beginning.length();
            if (lookedAt >= most || enough.test(beginning)) {
                content.pause();
                known(to);
            }
        }
    }

    private void known(Receiver to) {
        if (!known) {
            known = true;
            to.peeked(this);
        }
    }

    private void broken(Throwable cause, Receiver to) {
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        } else if (!known) {
            known = true;
            to.refused(new RefusedException(
                    ApiError.invalidRequest(400, "invalid_body", null, "The body broke off, or is not valid HTTP.")));
        }
    }

    @Override
    public PeekedBody exceptionHandler(@Nullable Handler<Throwable> to) {
        exceptionHandler = to;
        return this;
    }

    @Override
    public PeekedBody handler(@Nullable Handler<Buffer> to) {
        handler = to;
        return this;
    }

    @Override
    public PeekedBody endHandler(@Nullable Handler<Void> to) {
        endHandler = to;
        return this;
    }

    @Override
    public PeekedBody pause() {
        paused = true;
        content.pause();
        return this;
    }

    @Override
    public PeekedBody resume() {
        paused = false;
        if (!begun) {
            begun = true;
            if (beginning.length() > 0 && handler != null) {
                handler.handle(beginning);
            }
            if (!ended) {
                content.handler(piece -> {
                    if (handler != null) {
                        handler.handle(piece);
                    }
                });
                content.endHandler(end -> end());
            }
        }
        if (!paused) {
            if (ended) {
                end();
            } else {
                content.resume();
            }
        }
        return this;
    }

    @Override
    public PeekedBody fetch(long amount) {
        return resume();
    }

    private void end() {
        Handler<Void> to = endHandler;
        endHandler = null;
        ended = true;
        if (to != null) {
            to.handle(null);
        }
    }
}
