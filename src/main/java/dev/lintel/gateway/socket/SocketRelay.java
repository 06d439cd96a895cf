package dev.lintel.gateway.socket;

import dev.lintel.gateway.admission.CallsUnderWay;
import dev.lintel.gateway.socket.client.ClientSocket;
import dev.lintel.gateway.socket.client.CloseCode;
import dev.lintel.gateway.socket.client.ErrorEvent;
import dev.lintel.gateway.socket.client.Message;
import dev.lintel.gateway.socket.turn.Asked;
import dev.lintel.gateway.socket.turn.Opening;
import dev.lintel.gateway.socket.turn.Turn;
import dev.lintel.gateway.socket.turn.Turns;
import dev.lintel.http.ApiError;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.upstream.Exchange;
import dev.lintel.upstream.Tunnel;
import dev.lintel.upstream.failure.Obstacle;
import dev.lintel.upstream.failure.UpstreamException;
import dev.lintel.wire.websocket.Frames;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket between a client and a provider: frames pass both ways as they come, each no faster than its receiver takes them,
 * and no text of the client before it is whole. It is over exactly once, when the client's connection is closed. On the call's
 * event loop.
 */
public final class SocketRelay implements ClientSocket.Receiver, Turns.Receiver, Tunnel.Receiver {

    private static final int MOST_PENDING = 32;

    private final Opening with;
    private final ClientSocket client;
    private final Tunnel provider;
    private final Turns turns;
    private final ProviderFrames frames;
    private final Deque<Buffer> pending = new ArrayDeque<>();
    private final Context context = Vertx.currentContext();
    private final CallsUnderWay.Draining draining = () -> context.runOnContext(turn -> leave());

    private boolean clientFull;
    private boolean providerFull;
    private boolean waits;
    private boolean leaving;
    private boolean clientCloses;
    private boolean closing;
    private boolean over;

    /** Of a client whose socket is open, and of the provider's answer that has agreed to it. */
    public SocketRelay(Opening with, ClientSocket client, Exchange agreed) {
        this.with = with;
        this.client = client;
        this.turns = new Turns(with, agreed.headers(), this);
        this.frames = new ProviderFrames(turns, this::providerCloses);
        this.provider = agreed.tunnel(this);
    }

    /**
     * Lets frames pass.
     *
     * @param early what has come before there was a provider
     * @param first the text that has come behind it; null for none
     */
    public void begin(Buffer early, @Nullable Asked first) {
        with.underWay().enter(draining);
        client.handTo(this);
        provider.whenWritable(() -> providerFull(false));
        provider.resume();
        if (early.length() > 0) {
            sendToProvider(early);
        }
        if (first == null) {
            client.goOn();
        } else {
            read(first);
        }
    }

    @Override
    public void frames(Buffer passed) {
        if (!closing) {
            sendToProvider(passed);
        }
    }

    @Override
    public void text(Message message) {
        Asked.read(message, this::read);
    }

    private void read(Asked asked) {
        if (over || closing) {
            asked.message().release();
        } else if (!asked.event().beginsTurn()) {
            sendToProvider(asked.message().frames());
            asked.message().release();
            client.goOn();
        } else {
            turns.begin(asked);
        }
    }

    @Override
    public void closing() {
        clientCloses = true;
        endTurns(turn -> turn.end(Ending.CANCELLED));
        if (closing) {
            client.close();
        }
    }

    @Override
    public void wrong(int closeCode, String why) {
        close(closeCode, why);
    }

    @Override
    public void left() {
        if (over) {
            return;
        }
        over = true;
        endTurns(turn -> turn.end(Ending.CANCELLED));
        if (clientCloses) {
            provider.close();
            later(provider::drop);
        } else {
            provider.drop();
        }
        with.underWay().leave(draining);
    }

    @Override
    public void piece(Buffer piece) {
        if (over || closing) {
            return;
        }
        if (!client.write(piece)) {
            clientFull(true);
            client.whenWritable(() -> clientFull(false));
        }
        frames.take(piece);
        if (frames.fault() != null) {
            UpstreamException wrong = new UpstreamException(
                    Obstacle.INVALID_RESPONSE, "The provider sent what is no frame of a WebSocket: " + frames.fault());
            endTurns(turn -> turn.fail(wrong));
            close(CloseCode.INTERNAL_ERROR, "the provider's frames cannot be read");
        } else {
            flush();
        }
    }

    @Override
    public void goOn() {
        client.goOn();
    }

    @Override
    public void refused(ApiError error) {
        sendToClient(ErrorEvent.of(error, MultiMap.caseInsensitiveMultiMap()));
        close(CloseCode.POLICY_VIOLATION, error.code());
    }

    @Override
    public void changed() {
        waits();
        if (leaving) {
            leave();
        }
    }

    @Override
    public void stalled() {
        endTurns(turn -> turn.end(Ending.CANCELLED));
        client.drop();
    }

    @Override
    public void failed(UpstreamException failure) {
        endTurns(turn -> turn.fail(failure));
        if (failure.obstacle() == Obstacle.INCOMPLETE || failure.obstacle() == Obstacle.BROKEN) {
            // As the provider has closed it: with a farewell that has passed, or without one.
            closing = true;
            client.close();
            later(client::drop);
        } else {
            boolean ending = failure.obstacle() == Obstacle.SHUTDOWN;
            String why = failure.errorType().value();
            ApiError error = ApiError.upstream(ending ? 503 : 504, why, failure.getMessage());
            pending.add(ErrorEvent.of(error, MultiMap.caseInsensitiveMultiMap()));
            close(ending ? CloseCode.GOING_AWAY : CloseCode.INTERNAL_ERROR, why);
        }
    }

    private void providerCloses() {
        UpstreamException broken = new UpstreamException(Obstacle.INCOMPLETE, "The provider has closed the WebSocket.");
        endTurns(turn -> turn.fail(broken));
    }

    // No turn is begun any more; where one is under way its end is waited for.
    private void leave() {
        leaving = true;
        if (turns.leave() && !over && !closing) {
            close(CloseCode.GOING_AWAY, "shutting down");
        }
    }

    @Override
    public void sendToProvider(Buffer bytes) {
        if (!provider.write(bytes)) {
            providerFull(true);
        }
        waits();
    }

    @Override
    public void sendToClient(Buffer event) {
        pending.add(event);
        if (pending.size() > MOST_PENDING) {
            close(CloseCode.POLICY_VIOLATION, "too many turns");
        } else {
            flush();
        }
    }

    // Nothing may stand within a message of the provider's but control frames.
    private void flush() {
        while (!pending.isEmpty() && frames.isBetweenMessages()) {
            client.write(pending.remove());
        }
        if (pending.isEmpty() && leaving) {
            leave();
        }
    }

    private void endTurns(Consumer<Turn> how) {
        turns.end(how);
        waits();
    }

    private void close(int code, String why) {
        if (over || closing) {
            return;
        }
        closing = true;
        endTurns(turn -> turn.end(Ending.CANCELLED));
        boolean ofClient = code != CloseCode.INTERNAL_ERROR;
        provider.write(Buffer.buffer(Frames.maskedClose(
                ofClient ? CloseCode.GOING_AWAY : code,
                "",
                ThreadLocalRandom.current().nextInt())));
        provider.close();
        later(provider::drop);
        if (frames.isBetweenMessages()) {
            flush();
            client.write(Buffer.buffer(Frames.close(code, why)));
            client.ignore();
        } else {
            client.close();
        }
        later(client::drop);
    }

    private void later(Runnable action) {
        Vertx.currentContext().owner().setTimer(ClientSocket.MAX_FAREWELL_MILLIS, late -> action.run());
    }

    private void clientFull(boolean full) {
        clientFull = full;
        if (full) {
            provider.pause();
        } else {
            provider.resume();
        }
        waits();
    }

    private void providerFull(boolean full) {
        providerFull = full;
        client.hold(full);
        waits();
    }

    // Between turns a provider may be silent as long as it likes.
    private void waits() {
        boolean now = !over && (turns.areUnderWay() || clientFull || providerFull);
        if (now != waits) {
            waits = now;
            provider.waits(now);
        }
    }
}
