package dev.lintel.upstream;

import dev.lintel.http.AnswerStatus;
import dev.lintel.http.Deadlines;
import dev.lintel.http.EndToEndFields;
import dev.lintel.providers.Provider;
import dev.lintel.upstream.connection.Carrier;
import dev.lintel.upstream.failure.Failures;
import dev.lintel.upstream.failure.UpstreamException;
import dev.lintel.upstream.origin.Origin;
import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One attempt: a request under way to a provider, and its answer. On the call's event loop. It is over exactly once: when the answer's last
 * byte has come, when it failed, or when {@link #cancel} was called; afterwards nothing touches the connection, which may serve another call.
 */
public final class Exchange {

    private @Nullable OutgoingRequest outgoing;
    private ExchangeReceiver receiver;
    private final Deadlines<Exchange> deadlines;
    private final ExchangeClock clock;
    private final HttpClient client;
    private final Origin origin;
    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private @Nullable Upload upload;
    private @Nullable Carrier carrier;
    private boolean paused;
    private boolean sent;
    private boolean draining;
    private boolean unseen;
    private boolean over;
    private Deadlines.@Nullable Place<Exchange> place;

    Exchange(
            OutgoingRequest outgoing,
            ExchangeReceiver receiver,
            Deadlines<Exchange> deadlines,
            long begunNanos,
            HttpClient client,
            Origin origin) {
        this.client = client;
        this.origin = origin;
        this.clock = new ExchangeClock(origin.provider().timeouts(), begunNanos);
        this.outgoing = outgoing;
        this.receiver = receiver;
        this.deadlines = deadlines;
    }

    /** The answer's status code. Only when it has been answered, as all about the answer. */
    public int status() {
        return known(response).statusCode();
    }

    /** The reason phrase, as the provider wrote it. */
    public String reason() {
        return known(response).statusMessage();
    }

    /** The head's fields, hop-by-hop ones included. */
    public MultiMap headers() {
        return known(response).headers();
    }

    /** Adds the head's fields to others. */
    public void copyHead(EndToEndFields passed, MultiMap to) {
        known(carrier).copyHead(known(request), headers(), passed, to);
    }

    /** The fields after the content; complete once {@link ExchangeReceiver#ended} has been called. */
    public MultiMap trailers() {
        return known(response).trailers();
    }

    /** Nobody reads the fields of the heads any more: they are forgotten, but for those that the connection goes on by. */
    public void letHeadsGo() {
        if (sent) {
            EndToEndFields.forget(known(request).headers());
        }
        EndToEndFields.forget(headers());
    }

    /** Stops the content from coming: the provider is not read any further. */
    public void pause() {
        if (!paused) {
            paused = true;
            active();
        }
        if (!draining) {
            known(response).pause();
        }
    }

    /** Lets the content come again. */
    public void resume() {
        paused = false;
        active();
        known(response).resume();
    }

    /**
     * Gives the attempt up, in whatever phase it is: the provider sees its connection closed, or its stream reset, and the
     * receiver hears nothing more. Says whether it was not over.
     */
    public boolean cancel() {
        boolean underWay = end();
        if (underWay) {
            reset();
        }
        return underWay;
    }

    /** What comes and goes from now on, where the protocol has been switched; {@code to} hears of it. */
    public Tunnel tunnel(Tunnel.Receiver to) {
        Tunnel tunnel = new Tunnel(this, known(request), known(carrier), clock, to);
        receiver = tunnel;
        return tunnel;
    }

    /** Whether it failed unseen: a connection that had served before was closed unanswered, or the provider says that it did nothing. */
    public boolean isUnseen() {
        return unseen;
    }

    /** Whether all that was sent is there to be sent again. */
    public boolean isRepeatable() {
        return upload == null;
    }

    /** Reads the answer, none of which is wanted, to its end, so that its connection may serve on; but not for long. */
    public void discard() {
        if (response == null || !sent) {
            cancel();
        } else {
            receiver = new Discarded(this);
        }
    }

    /** Begins. Whatever follows may already happen meanwhile. */
    public void start() {
        place = deadlines.watch(this);
        OutgoingRequest asked = known(outgoing);
        client.request(origin.request(asked.method(), asked.target())).onComplete(this::connected);
    }

    /** A piece has come, or is waited for anew. */
    void active() {
        clock.active(System.nanoTime());
    }

    /** The last byte of the request has been sent, or cannot be. */
    void written(AsyncResult<Void> written) {
        if (written.succeeded()) {
            sent = true;
            active();
        } else if (response == null || !known(carrier).answersApart()) {
            broken(written.cause());
        }
    }

    void broken(Throwable cause) {
        if (over || draining) {
            return;
        }
        HttpClientResponse head = response;
        if (head == null) {
            unseen = upload == null && carrier != null && carrier.isUnseen(known(request), cause);
        } else if (known(carrier).hasCome(known(request))) {
            // Vert.x takes a connection's end for that of an answer that only waits to be taken, and tells no other.
            draining = true;
            head.resume();
            Vertx.currentContext().runOnContext(this::completed);
            return;
        }
        fail(Failures.of(cause, provider(), head != null));
    }

    void fail(UpstreamException failure) {
        if (cancel()) {
            receiver.failed(failure);
        }
    }

    void checkDeadline(long nowNanos) {
        if (over) {
            return;
        }
        if (carrier != null) {
            carrier.look(nowNanos);
        }
        if (clock.isTooLong(nowNanos)) {
            fail(Failures.ofLength(provider()));
        } else if (response == null && upload != null && upload.isStarved()) {
            // The client is waited for, not the provider.
            clock.active(nowNanos);
        } else if (clock.isSilent(nowNanos, response != null) && paused) {
            receiver.stalled();
        } else if (clock.isSilent(nowNanos, response != null)) {
            fail(Failures.ofSilence(provider(), response != null));
        } else {
            receiver.tick(nowNanos);
        }
    }

    private void connected(AsyncResult<HttpClientRequest> connection) {
        if (connection.failed()) {
            fail(Failures.ofConnecting(connection.cause(), provider()));
            return;
        }
        HttpClientRequest sending = connection.result();
        if (over) {
            Carrier.of(sending).giveBack(sending);
            return;
        }
        request = sending;
        carrier = Carrier.of(sending);
        OutgoingRequest asked = known(outgoing);
        outgoing = null; // What it holds may be large.
        asked.describe(sending.headers(), origin);
        receiver.sending(sending.version(), sending.headers());
        origin.withhold(sending.headers());
        sending.response().onComplete(this::answered);
        upload = Sending.begin(asked, sending, this);
        if (upload != null) {
            upload.start();
        }
    }

    private void answered(AsyncResult<HttpClientResponse> answer) {
        if (over) {
            return;
        }
        if (answer.failed()) {
            broken(answer.cause());
            return;
        }
        HttpClientResponse head = answer.result();
        head.exceptionHandler(this::broken);
        if (!Sending.isAnswer(head, known(request), known(carrier))) {
            fail(Failures.ofHead(provider()));
            return;
        }
        active();
        response = head;
        head.handler(this::piece);
        head.endHandler(this::completed);
        receiver.answered();
    }

    private void piece(Buffer piece) {
        if (!over) {
            active();
            receiver.piece(piece);
        }
    }

    private void completed(Void end) {
        if (!end()) {
            return;
        }
        if (!sent || !AnswerStatus.hasContent(status(), known(request).getMethod())) {
            // What is left of the request has nowhere to go; content where none can be would be the next answer.
            reset();
        }
        receiver.ended();
    }

    boolean end() {
        if (over) {
            return false;
        }
        over = true;
        deadlines.forget(known(place));
        return true;
    }

    private void reset() {
        if (request != null) {
            known(carrier).end(request, upload == null || upload.hasBegun());
        }
    }

    /** Who is asked. */
    public Provider provider() {
        return origin.provider();
    }

    private static <T> T known(@Nullable T part) {
        return Objects.requireNonNull(part, "it has not come so far");
    }
}
