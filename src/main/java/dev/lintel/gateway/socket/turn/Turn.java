package dev.lintel.gateway.socket.turn;

import dev.lintel.gateway.charge.CallCharge;
import dev.lintel.http.BufferBytes;
import dev.lintel.providers.Provider;
import dev.lintel.providers.availability.Availability;
import dev.lintel.telemetry.call.Attempt;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.upstream.failure.UpstreamException;
import io.netty.buffer.ByteBuf;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One turn: what a client asks for, and the provider's events that answer it. Each is a call of its own, told as one of an event
 * stream. It ends exactly once. On the call's event loop.
 */
public final class Turn {

    private static final int OK = 200;

    // No constants: an executable keeps none of these.
    private final Buffer data = Buffer.buffer("data: ");
    private final Buffer end = Buffer.buffer("\n\n");

    private final CallTelemetry telemetry;
    private final CallCharge charge;
    private final @Nullable Availability entered;
    private @Nullable Attempt attempt;
    private @Nullable String responseId;
    private boolean begun;
    private boolean inEvent;
    private boolean over;

    /** Of a provider that has been {@linkplain Availability#enter entered}; of none where that was not granted. */
    Turn(CallTelemetry telemetry, CallCharge charge, @Nullable Availability entered) {
        this.telemetry = telemetry;
        this.charge = charge;
        this.entered = entered;
    }

    /**
     * It is asked for.
     *
     * @param path below the provider's base URL
     * @param opened the head of the provider's answer to the opening
     * @return where the provider is to be told that it is in its trace, as header fields; empty where it is to be told nothing
     */
    MultiMap send(Provider provider, String path, Inference inference, MultiMap opened) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        Attempt sent = telemetry.sent(provider, path, inference);
        attempt = sent;
        telemetry.inject(sent, HttpVersion.HTTP_1_1, headers);
        telemetry.answered(sent, 0, opened);
        return headers;
    }

    /** What the provider calls the response that answers it; null while that is not known. */
    @Nullable
    String responseId() {
        return responseId;
    }

    /** The provider has begun to answer it. */
    void answeredBy(@Nullable String id) {
        responseId = id;
    }

    /** The next bytes of an event of it. */
    public void piece(Buffer part) {
        if (!begun) {
            begun = true;
            telemetry.relayed(OK, HttpHeaders.headers().add(HttpHeaders.CONTENT_TYPE, "text/event-stream"));
        }
        if (!inEvent) {
            inEvent = true;
            telemetry.piece(data);
        }
        telemetry.piece(onOneLine(part));
    }

    /** An event of it is complete. */
    void eventEnded() {
        if (inEvent) {
            inEvent = false;
            telemetry.piece(end);
        }
    }

    /** It is over, completed as far as is known here, or cancelled. */
    public void end(Ending ending) {
        if (record(ending)) {
            leave(begun ? Availability::answered : Availability::unknown);
        }
    }

    /** It has failed. */
    public void fail(UpstreamException failure) {
        if (record(Ending.failed(failure.errorType()))) {
            leave(failure.isOfProvider() ? Availability::failed : Availability::unknown);
        }
    }

    private void leave(Consumer<Availability> judgement) {
        if (entered != null) {
            judgement.accept(entered);
            entered.leave();
        }
    }

    private boolean record(Ending ending) {
        if (over) {
            return false;
        }
        over = true;
        eventEnded();
        if (attempt != null) {
            telemetry.attemptEnded(attempt, ending);
        }
        telemetry.ended(0, ending);
        charge.settle(telemetry, begun ? OK : 0, ending);
        return true;
    }

    // In JSON line breaks stand between values only, where a space is as good; in an event stream they end the line.
    private static Buffer onOneLine(Buffer part) {
        ByteBuf bytes = BufferBytes.of(part);
        int from = bytes.readerIndex();
        int to = bytes.writerIndex();
        if (bytes.indexOf(from, to, (byte) '\n') < 0 && bytes.indexOf(from, to, (byte) '\r') < 0) {
            return part;
        }
        byte[] plain = part.getBytes();
        for (int at = 0; at < plain.length; at++) {
            if (plain[at] == '\n' || plain[at] == '\r') {
                plain[at] = ' ';
            }
        }
        return Buffer.buffer(plain);
    }
}
