package dev.lintel.gateway.relay;

import dev.lintel.gateway.failover.AnswerContent;
import dev.lintel.http.AnswerStatus;
import dev.lintel.http.ApiError;
import dev.lintel.http.ErrorType;
import dev.lintel.openai.answer.usage.UsageChunkFilter;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.telemetry.log.CallLines;
import dev.lintel.upstream.Exchange;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way from the provider to the client, byte for byte and piece for piece, no faster than the client reads.
 *
 * <p>Lives on the call's event loop. It ends exactly once.
 */
public final class Relay implements AnswerContent {

    /** Hears of an answer's way. */
    public interface Receiver {

        /** The head has gone to the client, and the end of the answer is not there yet. */
        void lasts();

        /** It is over, once. */
        void end(Ending how);
    }

    private static final Logger LOG = Logger.getLogger(Relay.class);

    /** What no reader of an event stream passes on. */
    private static final String COMMENT = ": keep-alive\n\n";

    private final Exchange from;
    private final ClientEnd client;
    private final HttpServerResponse to;
    private final CallTelemetry telemetry;
    private final @Nullable UsageChunkFilter filter;
    private final Receiver owner;

    private @Nullable Silence silence;
    private @Nullable Buffer held;
    private long firstNanos;
    private boolean passed;
    private boolean headPassed;
    private boolean chunked;
    private boolean over;

    /**
     * An answer that is to go {@code from} the provider to the {@code client} that asked for it.
     *
     * @param asksUsage whether Lintel itself has asked for the chunk that tells the usage, which is taken out
     * @param owner hears of it
     */
    public Relay(Exchange from, ClientSide client, CallTelemetry telemetry, boolean asksUsage, Receiver owner) {
        this.from = from;
        this.client = new ClientEnd(client.request());
        this.to = client.response();
        this.telemetry = telemetry;
        this.filter = asksUsage && AnswerHead.mayBeStream(from) ? new UsageChunkFilter() : null;
        this.owner = owner;
    }

    /**
     * Prepares the head and lets the content follow.
     *
     * <p>What the provider's bytes bring in one turn of the event loop leaves as one write: a short answer is one
     * packet, and nothing waits for what has not come.
     *
     * @param keepAlive after which silence a stream gets a comment
     */
    public void begin(RoutingContext routing, boolean describesTrace, KeepAlive keepAlive) {
        AnswerHead.copy(from, to, routing, filter != null);
        if (describesTrace) {
            telemetry.describe(to);
        }
        Vertx.currentContext().runOnContext(this::turnOver);
        silence = keepAlive.of(from);
    }

    @Override
    public void piece(Buffer piece) {
        if (over) {
            return;
        }
        try {
            if (firstNanos == 0) {
                firstNanos = System.nanoTime();
            }
            pass(filter == null ? piece : filter.pass(piece));
            telemetry.piece(piece);
        } catch (RuntimeException bug) {
            fail(bug);
        }
    }

    @Override
    public void ended() {
        if (over) {
            return;
        }
        try {
            passRest();
            if ((chunked || to.isChunked()) && !from.trailers().isEmpty()) {
                to.trailers().addAll(from.trailers());
            }
            if (held == null) {
                passHead();
            }
            Buffer last = held;
            if (!headPassed) {
                keepLength();
            }
            headPassed = true;
            Future<Void> written = last == null ? to.end() : to.end(last);
            written.onComplete(this::written);
            recordPassed();
            if (!over) {
                // The provider is done, and nobody else sees when the client does not take the last of it.
                client.watch(written, from.provider().timeouts().idle(), this::stalled);
            }
        } catch (RuntimeException bug) {
            fail(bug);
        }
    }

    @Override
    public void failed(ErrorType error) {
        if (over) {
            return;
        }
        try {
            passRest();
            passHead();
        } catch (RuntimeException bug) {
            fail(bug);
            return;
        }
        end(Ending.failed(error));
        client.breakOff();
    }

    // It is as if the client had left.
    @Override
    public void stalled() {
        if (!over) {
            end(Ending.CANCELLED);
            client.cutOff();
        }
    }

    /** The client has left: nothing more is passed. */
    public void abandon() {
        over = true;
    }

    private void turnOver(Void turn) {
        if (!headPassed && !over) {
            try {
                passHead();
            } catch (RuntimeException bug) {
                fail(bug);
            }
        }
        if (!over && to.headWritten() && !to.ended()) {
            chunked = to.isChunked();
            owner.lasts();
        }
    }

    private void written(AsyncResult<Void> sent) {
        end(sent.succeeded() ? Ending.COMPLETED : Ending.CANCELLED);
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

    private void passRest() {
        if (filter != null) {
            pass(filter.rest());
        }
    }

    // A bug on the way must not leave the answer hanging.
    private void fail(RuntimeException bug) {
        CallLines.inContext(telemetry.trace(), () -> LOG.error("An answer could not be passed on", bug));
        end(Ending.failed(ApiError.internal().errorType()));
        client.breakOff();
    }

    private void passHead() {
        if (headPassed) {
            return;
        }
        headPassed = true;
        keepLength();
        if (held == null) {
            writeHeadAlone();
        } else {
            write(held);
            held = null;
        }
    }

    // Of a whole answer, which the filter lets be, the length stands; a stream may have been announced as one, too.
    private void keepLength() {
        String length = from.headers().get(HttpHeaders.CONTENT_LENGTH);
        if (length != null && filter != null && filter.isOff()) {
            to.setChunked(false);
            to.headers().set(HttpHeaders.CONTENT_LENGTH, length);
        }
    }

    // A client that does not read needs no more to read.
    @Override
    public void tick(long nowNanos) {
        Silence watched = silence;
        try {
            if (watched != null && headPassed && !over && watched.isOver(nowNanos) && !to.writeQueueFull()) {
                to.write(Buffer.buffer(COMMENT), client.hearsOfLost());
            }
        } catch (RuntimeException bug) {
            fail(bug);
        }
    }

    private void write(Buffer piece) {
        to.write(piece, client.hearsOfLost());
        if (silence != null) {
            silence.passed(piece);
        }
        recordPassed();
        if (to.writeQueueFull()) {
            from.pause();
            to.drainHandler(drained -> from.resume());
        }
    }

    private void recordPassed() {
        if (!passed && firstNanos != 0) {
            passed = true;
            telemetry.passed(System.nanoTime() - firstNanos);
        }
    }

    private void writeHeadAlone() {
        if (client.speaksHttp10()) {
            // Here an answer needs no length, which writeHead() would ask for.
            to.write(Buffer.buffer());
        } else if (AnswerStatus.hasContent(from.status())) {
            // One that has none is one write with its end, which comes in the same turn.
            to.writeHead();
        }
    }

    private void end(Ending ending) {
        if (!over) {
            over = true;
            owner.end(ending);
        }
    }
}
