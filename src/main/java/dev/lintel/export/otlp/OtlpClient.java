package dev.lintel.export.otlp;

import dev.lintel.export.otlp.OtlpAnswer.Accepted;
import dev.lintel.export.otlp.OtlpAnswer.PartlyAccepted;
import dev.lintel.export.otlp.OtlpAnswer.Refused;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sends the export requests of one signal to its collector and says what became of each. Never waits. Any thread may send;
 * it is the one that writes the message.
 */
public final class OtlpClient {

    private static final int ATTEMPTS = 4;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final HttpClient http;
    private final OtlpProtocol protocol;
    private final RequestOptions target;
    private final boolean compressed;
    private final Duration timeout;
    private final CollectorLog log;

    /**
     * Takes its parts.
     *
     * @param target the method, the URL and the header fields of each request
     * @param timeout for one export with all its attempts
     */
    OtlpClient(
            Vertx vertx,
            HttpClient http,
            OtlpProtocol protocol,
            RequestOptions target,
            boolean compressed,
            Duration timeout,
            CollectorLog log) {
        this.vertx = vertx;
        this.http = http;
        this.protocol = protocol;
        this.target = target;
        this.compressed = compressed;
        this.timeout = timeout;
        this.log = log;
    }

    /**
     * Sends a message. Fails with a {@link RejectedItemsException} when the collector accepts only some of it, and not for
     * any other reason.
     */
    public CompletableResultCode send(OtlpMessage message) {
        try {
            Export export = new Export(message, protocol.body(message, compressed));
            export.begin();
            return export.result;
        } catch (IOException | IllegalStateException e) {
            log.refused(reason(e));
            return CompletableResultCode.ofFailure();
        }
    }

    public CompletableResultCode shutdown() {
        CompletableResultCode closed = new CompletableResultCode();
        http.close().onComplete(done -> closed.succeed());
        return closed;
    }

    private static OtlpAnswer failed(Throwable thrown) {
        return new Refused(reason(thrown), true, null);
    }

    /** What the innermost cause says. */
    private static String reason(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : PartialSuccess.plain(message);
    }

    /** One message with all attempts to send it. */
    private final class Export {

        private final OtlpMessage message;
        private final Buffer body;
        private final CompletableResultCode result = new CompletableResultCode();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final long start = System.nanoTime();
        private volatile @Nullable HttpClientRequest current;
        private long timer;
        private int attempts;
        private volatile boolean written;

        Export(OtlpMessage message, Buffer body) {
            this.message = message;
            this.body = body;
        }

        void begin() {
            timer = vertx.setTimer(Math.max(1, timeout.toMillis()), passed -> giveUp());
            attempt();
        }

        private void attempt() {
            attempts++;
            http.request(new RequestOptions(target)).onComplete(opened -> {
                if (opened.succeeded()) {
                    ask(opened.result());
                } else {
                    settle(failed(opened.cause()));
                }
            });
        }

        private void ask(HttpClientRequest request) {
            // The future fails as well; without a handler Vert.x logs a reset as an error.
            request.exceptionHandler(thrown -> {});
            if (ended.get()) {
                request.reset();
                return;
            }
            current = request;
            // Before anything is sent: what comes before somebody listens is lost.
            request.response().compose(this::read).otherwise(OtlpClient::failed).onSuccess(this::settle);
            request.end(body).onSuccess(sent -> written = true);
        }

        private Future<OtlpAnswer> read(HttpClientResponse head) {
            Promise<OtlpAnswer> answer = Promise.promise();
            Buffer content = Buffer.buffer();
            head.exceptionHandler(answer::tryFail);
            head.handler(piece -> {
                if (content.length() + piece.length() > MAX_ANSWER_BYTES) {
                    answer.tryComplete(Refused.forGood("its answer is not OTLP"));
                    head.request().reset();
                } else {
                    content.appendBuffer(piece);
                }
            });
            head.endHandler(end -> answer.tryComplete(protocol.answer(head, content)));
            return answer.future();
        }

        private void settle(OtlpAnswer answer) {
            if (ended.get()) {
                return;
            }
            if (answer instanceof Refused refused && refused.retryable() && attempts < ATTEMPTS) {
                Duration pause = refused.retryAfter() == null ? backOff() : refused.retryAfter();
                if (pause.compareTo(timeout.minusNanos(System.nanoTime() - start)) < 0) {
                    vertx.setTimer(Math.max(1, pause.toMillis()), passed -> attemptAgain(refused));
                    return;
                }
            }
            end(answer);
        }

        private void attemptAgain(Refused last) {
            if (ended.get()) {
                return;
            }
            try {
                attempt();
            } catch (IllegalStateException closed) {
                // The client has been shut down meanwhile.
                end(last);
            }
        }

        private Duration backOff() {
            return FIRST_PAUSE
                    .multipliedBy(1L << attempts)
                    .minusMillis(ThreadLocalRandom.current().nextLong(FIRST_PAUSE.toMillis()));
        }

        private void giveUp() {
            end(Refused.forGood("no answer within " + timeout.toMillis() + " ms"));
            // A connection on which nothing comes back would be taken again by the next export.
            HttpClientRequest silent = current;
            if (silent != null) {
                silent.connection().close();
            }
        }

        private void end(OtlpAnswer answer) {
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            vertx.cancelTimer(timer);
            if (answer instanceof Accepted) {
                log.accepted();
                // Of another attempt something may still be on its way to the socket, as of one that is answered too
                // soon.
                if (written && attempts == 1) {
                    message.sent();
                }
                result.succeed();
            } else if (answer instanceof PartlyAccepted partly) {
                log.refused(partly.rejected() + " rejected: " + partly.message());
                result.failExceptionally(new RejectedItemsException(partly.rejected()));
            } else if (answer instanceof Refused refused) {
                log.refused(refused.reason());
                result.fail();
            }
        }
    }
}
