package dev.lintel.gateway;

import dev.lintel.http.EndToEndFields;
import dev.lintel.http.FieldNames;
import dev.lintel.openai.answer.AnswerCoding;
import dev.lintel.openai.answer.usage.UsageChunkFilter;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.telemetry.call.Ending;
import dev.lintel.telemetry.log.CallLines;
import dev.lintel.upstream.Exchange;
import io.netty.channel.ChannelOption;
import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One answer on its way from the provider to the client, byte for byte and piece for piece, no faster than the client reads.
 *
 * <p>Lives on the call's event loop. It ends exactly once.
 */
final class Relay {

    private static final Logger LOG = Logger.getLogger(Relay.class);
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private static final EndToEndFields ALL = EndToEndFields.except(FieldNames.of());
    private static final EndToEndFields FILTERED = EndToEndFields.except(FieldNames.of("content-length"));

    private final Exchange from;
    private final HttpServerRequest client;
    private final HttpServerResponse to;
    private final CallTelemetry telemetry;
    private final @Nullable UsageChunkFilter filter;
    private final Consumer<Ending> whenOver;

    private @Nullable Buffer held;
    private long firstNanos;
    private boolean passed;
    private boolean headPassed;
    private boolean over;

    /**
     * An answer that is to go {@code from} the provider to the {@code client} that asked for it.
     *
     * @param asksUsage whether Lintel itself has asked for the chunk that tells the usage, which is taken out
     * @param whenOver hears, once, how it ended
     */
    Relay(
            Exchange from,
            HttpServerRequest client,
            CallTelemetry telemetry,
            boolean asksUsage,
            Consumer<Ending> whenOver) {
        this.from = from;
        this.client = client;
        this.to = client.response();
        this.telemetry = telemetry;
        this.filter = asksUsage && mayBeStream(from) ? new UsageChunkFilter() : null;
        this.whenOver = whenOver;
    }

    /**
     * Prepares the head and lets the content follow.
     *
     * <p>What the provider's bytes bring in one turn of the event loop leaves as one write: a short answer is one
     * packet, and nothing waits for what has not come.
     */
    void begin(RoutingContext routing, boolean describesTrace) {
        prepareHead(routing);
        if (describesTrace) {
            telemetry.describe(to);
        }
        Vertx.currentContext().runOnContext(this::turnOver);
    }

    /** The next bytes have come. */
    void piece(Buffer piece) {
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

    /** The answer is complete. */
    void ended() {
        if (over) {
            return;
        }
        try {
            passRest();
            if (to.isChunked() && !from.trailers().isEmpty()) {
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
            (last == null ? to.end() : to.end(last)).onComplete(this::written);
            recordPassed();
        } catch (RuntimeException bug) {
            fail(bug);
        }
    }

    /** The answer broke off, with this {@code error.type}. */
    void failed(String errorType) {
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
        end(Ending.failed(errorType));
        breakOff();
    }

    /** The client has left: nothing more is passed. */
    void abandon() {
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
        end(Ending.failed(bug.getClass().getName()));
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

    private void write(Buffer piece) {
        to.write(piece, null);
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

    private void prepareHead(RoutingContext routing) {
        MultiMap headers = to.headers();
        // Of a filtered answer something may be missing from what passes.
        (filter == null ? ALL : FILTERED).copy(from.headers(), headers);
        to.setStatusCode(from.status());
        to.setStatusMessage(from.reason());
        if (headers.contains(HttpHeaders.CONTENT_LENGTH)) {
            return;
        }
        if (hasContent()) {
            to.setChunked(true);
        } else {
            // RFC 9110, section 8.6: an answer that cannot have content is not said to have none, as Vert.x would do.
            routing.addHeadersEndHandler(beforeHead -> headers.remove(HttpHeaders.CONTENT_LENGTH));
        }
    }

    private void end(Ending ending) {
        if (!over) {
            over = true;
            whenOver.accept(ending);
        }
    }

    // Only plain bytes can be taken apart. Whether they are a stream they show themselves, whatever is said of them.
    private static boolean mayBeStream(Exchange answer) {
        return answer.status() == OK
                && AnswerCoding.of(answer.headers().get(HttpHeaders.CONTENT_ENCODING)) == AnswerCoding.NONE;
    }
}
