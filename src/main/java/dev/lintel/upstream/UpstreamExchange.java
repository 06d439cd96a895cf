package dev.lintel.upstream;

import dev.lintel.upstream.UpstreamException.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One attempt: a request under way to a provider, and its answer.
 *
 * <p>Lives on the call's event loop. It is over exactly once: when the answer's last byte has come, when it failed, or
 * when {@link #cancel} was called; afterwards nothing touches the connection, which may serve another call by then.
 */
public final class UpstreamExchange {

    private final Vertx vertx;
    private final Provider provider;
    private final AttemptObserver.Attempt attempt;
    private final Set<UpstreamExchange> underWay;
    private final Context eventLoop;
    private final Promise<UpstreamResponse> head = Promise.promise();

    private @Nullable HttpClientRequest request;
    private @Nullable UpstreamResponse response;
    private @Nullable Upload upload;
    private boolean sending = true;
    private boolean over;
    private long timer = -1;
    private long lastActivity = System.nanoTime();

    /** An attempt that is among those {@code underWay} until it is over. */
    UpstreamExchange(Vertx vertx, Provider provider, AttemptObserver.Attempt attempt, Set<UpstreamExchange> underWay) {
        this.vertx = vertx;
        this.provider = provider;
        this.attempt = attempt;
        this.underWay = underWay;
        this.eventLoop = vertx.getOrCreateContext();
        underWay.add(this);
    }

    /** The answer's head; fails with an {@link UpstreamException} when there is none, never after {@link #cancel}. */
    public Future<UpstreamResponse> response() {
        return head.future();
    }

    /** Gives the call up, in whatever phase it is: the provider sees its connection closed. Does nothing when over. */
    public void cancel() {
        if (end(Ending.CANCELLED)) {
            reset();
        }
    }

    /** Lets the call fail, as Lintel is to end. Any thread may call. */
    void breakOff() {
        eventLoop.runOnContext(
                turn -> fail(new UpstreamException(Kind.SHUTDOWN, "Lintel is shutting down and broke the call off.")));
    }

    void start(HttpClient client, RequestOptions options, OutgoingRequest.Body body) {
        watch(Math.min(
                provider.firstByteTimeout().toMillis(), provider.idleTimeout().toMillis()));
        client.request(options).onComplete(connected -> send(connected, body));
    }

    /** A piece has come, or is waited for anew. */
    void active() {
        lastActivity = System.nanoTime();
    }

    /** The last byte has come. */
    void completed() {
        boolean requestUnfinished = sending;
        if (end(Ending.COMPLETED) && requestUnfinished) {
            // The provider answered without reading on: what is left of the request has nowhere to go.
            reset();
        }
    }

    /** The answer broke off. */
    void broken(Throwable cause) {
        fail(failure(cause));
    }

    private void send(AsyncResult<HttpClientRequest> connected, OutgoingRequest.Body body) {
        if (over) {
            if (connected.succeeded()) {
                connected.result().reset();
            }
            return;
        }
        if (connected.failed()) {
            fail(connectFailure(connected.cause()));
            return;
        }
        request = connected.result();
        request.response().onComplete(this::answered);
        sendBody(request, body).onComplete(sent -> {
            sending = false;
            active();
            if (sent.failed()) {
                fail(failure(sent.cause()));
            }
        });
    }

    private Future<Void> sendBody(HttpClientRequest request, OutgoingRequest.Body body) {
        if (body instanceof OutgoingRequest.WholeBody whole) {
            return request.end(whole.content());
        }
        if (body instanceof OutgoingRequest.StreamedBody streamed) {
            upload = new Upload(streamed.content(), request, this::active);
            return upload.start();
        }
        return request.end();
    }

    private void answered(AsyncResult<HttpClientResponse> answer) {
        if (over) {
            return;
        }
        if (answer.failed()) {
            fail(failure(answer.cause()));
            return;
        }
        active();
        attempt.answered(answer.result().statusCode());
        response = new UpstreamResponse(this, answer.result());
        head.complete(response);
    }

    private void watch(long millis) {
        timer = vertx.setTimer(Math.max(1, millis), id -> {
            timer = -1;
            checkActivity();
        });
    }

    private void checkActivity() {
        boolean clientIsWaitedFor = response == null ? upload != null && upload.isStarved() : response.isPaused();
        if (clientIsWaitedFor) {
            active();
        }
        long limit = (response == null ? provider.firstByteTimeout() : provider.idleTimeout()).toMillis();
        long remaining = limit - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastActivity);
        if (remaining > 0) {
            watch(remaining);
            return;
        }
        String what = response == null ? "has not answered" : "has sent nothing more";
        fail(new UpstreamException(
                Kind.TIMEOUT, "Provider '" + provider.name() + "' " + what + " for " + limit + " ms."));
    }

    private void fail(UpstreamException failure) {
        if (!end(new Ending.Failed(failure))) {
            return;
        }
        reset();
        if (response == null) {
            head.fail(failure);
        } else {
            response.fail(failure);
        }
    }

    private boolean end(Ending ending) {
        if (over) {
            return false;
        }
        over = true;
        underWay.remove(this);
        if (timer != -1) {
            vertx.cancelTimer(timer);
        }
        attempt.ended(ending);
        return true;
    }

    private void reset() {
        if (request != null) {
            request.reset();
        }
    }

    private UpstreamException connectFailure(Throwable cause) {
        if (cause instanceof ConnectionPoolTooBusyException) {
            return new UpstreamException(
                    Kind.BUSY, "Too many calls to provider '" + provider.name() + "' are under way.", cause);
        }
        String why = cause instanceof UnknownHostException
                ? "its host is not known"
                : cause instanceof ConnectTimeoutException
                        ? "it does not accept a connection in time"
                        : cause instanceof ConnectException
                                ? "it refuses the connection"
                                : cause instanceof SSLException
                                        ? "TLS could not be agreed on"
                                        : "the connection failed";
        return new UpstreamException(
                Kind.UNREACHABLE, "Provider '" + provider.name() + "' cannot be reached: " + why + ".", cause);
    }

    private UpstreamException failure(Throwable cause) {
        if (cause instanceof UpstreamException known) {
            return known;
        }
        if (cause instanceof HttpClosedException
                || cause instanceof PrematureChannelClosureException
                || cause instanceof IOException) {
            return new UpstreamException(
                    response == null ? Kind.BROKEN : Kind.INCOMPLETE,
                    "Provider '" + provider.name() + "' broke the connection off.",
                    cause);
        }
        return new UpstreamException(
                Kind.INVALID_RESPONSE, "Provider '" + provider.name() + "' sent what is not valid HTTP.", cause);
    }
}
