package dev.lintel.upstream;

import dev.lintel.http.Deadlines;
import dev.lintel.http.EndToEndFields;
import dev.lintel.http.Via;
import dev.lintel.http.connection.Connections;
import dev.lintel.providers.Provider;
import dev.lintel.upstream.UpstreamException.Kind;
import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One attempt: a request under way to a provider, and its answer.
 *
 * <p>Lives on the call's event loop. It is over exactly once: when the answer's last byte has come, when it failed, or
 * when {@link #cancel} was called; afterwards nothing touches the connection, which may serve another call by then.
 */
public final class Exchange {

    /** Gets the answer. After {@link #ended} or {@link #failed}, of which one comes unless the exchange is cancelled, nothing more. */
    public interface Receiver {

        /** These are the fields that are about to be sent, and may be added to. */
        void sending(MultiMap headers);

        /** The head of the answer has come. At most once. */
        void answered();

        /** The next bytes of its content. */
        void piece(Buffer piece);

        /** The answer is complete. */
        void ended();

        /** Nothing of the answer has been taken for as long as the provider may take for a piece of it: the client is not there. */
        void stalled();

        /** There is no answer, or it broke off. */
        void failed(UpstreamException failure);
    }

    private final Provider provider;
    private @Nullable OutgoingRequest outgoing;
    private final Receiver receiver;
    private final Deadlines<Exchange> deadlines;
    private final Via via;

    private @Nullable HttpClientRequest request;
    private @Nullable HttpClientResponse response;
    private @Nullable Upload upload;
    private @Nullable ConnectionWatch watch;
    private boolean paused;
    private boolean sent;
    private boolean over;
    private long lastActivity = System.nanoTime();
    private Deadlines.@Nullable Place<Exchange> place;

    Exchange(Provider provider, OutgoingRequest outgoing, Receiver receiver, Deadlines<Exchange> deadlines, Via via) {
        this.via = via;
        this.provider = provider;
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

    /** The fields after the content; complete once {@link Receiver#ended} has been called. */
    public MultiMap trailers() {
        return known(response).trailers();
    }

    /** Stops the content from coming: the provider is not read any further. */
    public void pause() {
        if (!paused) {
            paused = true;
            active();
        }
        known(response).pause();
    }

    /** Lets the content come again. */
    public void resume() {
        paused = false;
        active();
        known(response).resume();
    }

    /**
     * Gives the attempt up, in whatever phase it is: the provider sees its connection closed, and the receiver hears
     * nothing more.
     *
     * @return whether it was not over
     */
    public boolean cancel() {
        if (!end()) {
            return false;
        }
        reset();
        return true;
    }

    /**
     * Whether it failed because a connection that had served before was closed unanswered, and all that was sent is there to be
     * sent again.
     */
    public boolean mayBeSentAgain() {
        return response == null && upload == null && watch != null && watch.isStale();
    }

    void start(HttpClient client, RequestOptions options) {
        place = deadlines.watch(this);
        client.request(options).onComplete(this::connected);
    }

    /** A piece has come, or is waited for anew. */
    void active() {
        lastActivity = System.nanoTime();
    }

    void sent() {
        sent = true;
        active();
    }

    void broken(Throwable cause) {
        fail(Failures.of(cause, provider, response != null));
    }

    void fail(UpstreamException failure) {
        if (end()) {
            reset();
            receiver.failed(failure);
        }
    }

    void checkDeadline(long nowNanos) {
        if (over) {
            return;
        }
        if (response == null && upload != null && upload.isStarved()) {
            // The client is waited for, not the provider.
            lastActivity = nowNanos;
            return;
        }
        long limit = (response == null ? provider.firstByteTimeout() : provider.idleTimeout()).toMillis();
        if (TimeUnit.NANOSECONDS.toMillis(nowNanos - lastActivity) < limit) {
            return;
        }
        if (paused) {
            receiver.stalled();
        } else {
            String what = response == null ? "has not answered" : "has sent nothing more";
            fail(new UpstreamException(
                    Kind.TIMEOUT, "Provider '" + provider.name() + "' " + what + " for " + limit + " ms."));
        }
    }

    private void connected(AsyncResult<HttpClientRequest> connection) {
        if (over) {
            if (connection.succeeded()) {
                connection.result().reset();
            }
            return;
        }
        if (connection.failed()) {
            fail(Failures.ofConnecting(connection.cause(), provider));
            return;
        }
        HttpClientRequest sending = connection.result();
        request = sending;
        watch = ConnectionWatch.begin(sending.connection());
        OutgoingRequest asked = known(outgoing);
        // What it holds may be large.
        outgoing = null;
        asked.describe(sending.headers(), provider, via);
        receiver.sending(sending.headers());
        provider.propagate().withheld().forEach(sending.headers()::remove);
        sending.response().onComplete(this::answered);
        send(asked, sending);
    }

    private void send(OutgoingRequest asked, HttpClientRequest sending) {
        if (asked.body() instanceof OutgoingRequest.StreamedBody streamed) {
            upload = new Upload(streamed, sending, this);
            upload.start();
            return;
        }
        (asked.body() instanceof OutgoingRequest.WholeBody whole ? sending.end(whole.content()) : sending.end())
                .onComplete(this::wholeSent);
    }

    private void wholeSent(AsyncResult<Void> written) {
        if (written.succeeded()) {
            sent();
        } else {
            broken(written.cause());
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
        if (head.statusCode() < 200 || EndToEndFields.hasTooManyOptions(head.headers())) {
            fail(Failures.ofHead(provider));
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
        if (!sent || isWithoutContent()) {
            // What is left of the request has nowhere to go; or content where none can be would be the next call's
            // answer.
            reset();
        }
        receiver.ended();
    }

    // RFC 9112, section 6.3.
    private boolean isWithoutContent() {
        return status() == 204 || status() == 304 || known(request).getMethod().equals(HttpMethod.HEAD);
    }

    private boolean end() {
        if (over) {
            return false;
        }
        over = true;
        deadlines.forget(known(place));
        return true;
    }

    // The connection serves nobody else, and a peer that does not read would never see what is queued before its end.
    private void reset() {
        HttpClientRequest sending = request;
        if (sending != null) {
            sending.reset();
            Connections.drop(sending.connection());
        }
    }

    /** How long a piece may be waited for. */
    public Duration idleTimeout() {
        return provider.idleTimeout();
    }

    private static <T> T known(@Nullable T part) {
        return Objects.requireNonNull(part, "the exchange has not come so far");
    }
}
