package dev.lintel.relay;

import dev.lintel.upstream.Ending;
import dev.lintel.upstream.HopByHop;
import dev.lintel.upstream.UpstreamException;
import dev.lintel.upstream.UpstreamResponse;
import io.netty.channel.ChannelOption;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way from the provider to the client, byte for byte and piece for piece.
 *
 * <p>Lives on the call's event loop. It ends exactly once; the observer is told how.
 */
public final class Relay implements UpstreamResponse.Receiver {

    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final UpstreamResponse from;
    private final HttpServerRequest client;
    private final HttpServerResponse to;
    private final AnswerObserver observer;
    private final @Nullable AnswerFilter filter;
    private final Promise<Void> done = Promise.promise();
    private @Nullable Buffer held;
    private long firstNanos;
    private boolean begun;
    private boolean headPassed;
    private boolean over;
    private boolean muted;

    /**
     * An answer that is to go {@code from} the provider to the {@code client} that asked for it.
     *
     * @param filter takes something out of it; null when all passes
     */
    public Relay(
            UpstreamResponse from, HttpServerRequest client, AnswerObserver observer, @Nullable AnswerFilter filter) {
        this.from = from;
        this.client = client;
        this.to = client.response();
        this.observer = observer;
        this.filter = filter;
    }

    /**
     * Passes the head on and lets the content follow.
     *
     * <p>What the provider's bytes bring in one turn of the event loop leaves as one write: a short answer is one
     * packet, and nothing waits for what has not come.
     *
     * @return completes, always with success, when the answer is over
     */
    public Future<Void> start() {
        prepareHead();
        observe(() -> observer.started(from.status(), from.headers()));
        from.receive(this);
        if (!headPassed && !over) {
            Vertx.currentContext().runOnContext(turnOver -> guarded(this::passHead));
        }
        return done.future();
    }

    /** The client has left: the provider is told, and nothing more is passed. Does nothing when the answer is over. */
    public void clientLeft() {
        from.cancel();
        end(Ending.CANCELLED);
    }

    @Override
    public void piece(Buffer piece) {
        guarded(() -> {
            if (firstNanos == 0) {
                firstNanos = System.nanoTime();
            }
            pass(filter == null ? piece : filter.pass(piece));
            observe(() -> observer.passed(piece));
        });
    }

    private void pass(Buffer piece) {
        if (piece.length() == 0) {
            return;
        }
        if (headPassed || held != null) {
            passHead();
            write(piece);
        } else {
            held = piece;
        }
    }

    @Override
    public void ended() {
        guarded(() -> {
            passRest();
            if (to.isChunked() && !from.trailers().isEmpty()) {
                to.trailers().addAll(from.trailers());
            }
            if (held == null) {
                passHead();
            }
            Future<Void> written = held == null ? to.end() : to.end(held);
            headPassed = true;
            tellBegun();
            written.onComplete(sent -> end(sent.succeeded() ? Ending.COMPLETED : Ending.CANCELLED));
        });
    }

    @Override
    public void failed(UpstreamException failure) {
        guarded(() -> {
            passRest();
            passHead();
            fail(failure);
        });
    }

    private void passRest() {
        if (filter != null) {
            pass(filter.rest());
        }
    }

    // A bug on the way must not leave the answer hanging.
    private void guarded(Runnable step) {
        if (over) {
            return;
        }
        try {
            step.run();
        } catch (RuntimeException bug) {
            LOG.error("An answer could not be passed on", bug);
            fail(bug);
            from.cancel();
        }
    }

    private void fail(Throwable cause) {
        end(new Ending.Failed(cause));
        breakOff();
    }

    // Never a clean end: the client must see that something is missing. To HTTP/1.0 a closed connection is the end of
    // an answer without a length, so there it is reset. No response of HTTP/1 is: nobody would hear that it is over.
    private void breakOff() {
        if (client.version() == HttpVersion.HTTP_2) {
            to.reset();
            return;
        }
        if (client.version() == HttpVersion.HTTP_1_0 && client.connection() instanceof ConnectionBase connection) {
            connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        }
        client.connection().close();
    }

    private void passHead() {
        if (headPassed) {
            return;
        }
        headPassed = true;
        if (held == null) {
            writeHeadAlone();
        } else {
            write(held);
            held = null;
        }
    }

    private void write(Buffer piece) {
        to.write(piece);
        tellBegun();
        if (to.writeQueueFull()) {
            from.pause();
            to.drainHandler(drained -> from.resume());
        }
    }

    private void tellBegun() {
        if (!begun && firstNanos != 0) {
            begun = true;
            long nanos = System.nanoTime() - firstNanos;
            observe(() -> observer.begun(nanos));
        }
    }

    private void writeHeadAlone() {
        if (client.version() == HttpVersion.HTTP_1_0) {
            // Here an answer needs no length, which writeHead() would ask for.
            to.write(Buffer.buffer());
        } else if (hasContent()) {
            to.writeHead();
        }
    }

    // An answer that has none is one write with its end, which comes in the same turn.
    private boolean hasContent() {
        return from.status() != NO_CONTENT && from.status() != NOT_MODIFIED;
    }

    private void prepareHead() {
        MultiMap headers = to.headers().addAll(from.headers());
        HopByHop.removeFrom(headers);
        if (filter != null) {
            // Something may be missing from what passes.
            headers.remove(HttpHeaders.CONTENT_LENGTH);
        }
        to.setStatusCode(from.status());
        to.setStatusMessage(from.reason());
        if (hasContent() && !headers.contains(HttpHeaders.CONTENT_LENGTH)) {
            to.setChunked(true);
        }
    }

    private void end(Ending ending) {
        if (over) {
            return;
        }
        over = true;
        muted = false;
        observe(() -> observer.ended(ending));
        done.complete();
    }

    private void observe(Runnable told) {
        if (muted) {
            return;
        }
        try {
            told.run();
        } catch (RuntimeException e) {
            muted = true;
            LOG.error("An observer of answers failed and hears no more of this one", e);
        }
    }
}
