package dev.lintel.gateway.socket.turn;

import dev.lintel.gateway.socket.client.ErrorEvent;
import dev.lintel.http.ApiError;
import dev.lintel.openai.socket.ServerEvent;
import dev.lintel.telemetry.ending.Ending;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The turns that are under way on one WebSocket, in the order in which they were asked for, and which of them an event of the
 * provider is of. On the call's event loop.
 */
public final class Turns implements NextTurn.Receiver {

    /** Does what turns need of the socket. */
    public interface Receiver {

        /** These frames go to the provider. */
        void sendToProvider(Buffer frames);

        /** This frame of Lintel's own goes to the client. */
        void sendToClient(Buffer frame);

        /** What the client has asked for last is sent or refused: it may ask for more. */
        void goOn();

        /** The caller may not go on: why. */
        void refused(ApiError error);

        /** One is over, or has been begun by the provider. */
        void changed();
    }

    private static final int MOST = 32;

    private final Opening with;
    private final MultiMap opened;
    private final Receiver to;
    private final List<Turn> underWay = new ArrayList<>(1);
    private @Nullable NextTurn next;
    private boolean leaving;

    /** None yet; {@code opened} is the head of the provider's answer to the opening. */
    public Turns(Opening with, MultiMap opened, Receiver to) {
        this.with = with;
        this.opened = opened;
        this.to = to;
    }

    /** Whether the provider owes the client something. */
    public boolean areUnderWay() {
        return !underWay.isEmpty();
    }

    /** From now on none is begun. Says whether none is under way nor about to be. */
    public boolean leave() {
        leaving = true;
        return underWay.isEmpty() && next == null;
    }

    /** Begins one, if it may be. */
    public void begin(Asked asked) {
        NextTurn coming = new NextTurn(with, asked, opened, this);
        next = coming;
        coming.begin(refusalOfAny());
    }

    /** Ends all of them. */
    public void end(Consumer<Turn> how) {
        NextTurn coming = next;
        next = null;
        if (coming != null) {
            coming.cancel();
        }
        List<Turn> all = List.copyOf(underWay);
        underWay.clear();
        all.forEach(how);
    }

    /** The turn that an event is of, as far as it has come; null for none. */
    public @Nullable Turn of(ServerEvent event) {
        if (event.isError()) {
            // In a conversation in real time it may be about anything that the client has sent.
            return with.path().isRealtime() ? unanswered() : named(event);
        } else if (!event.isOfResponse()) {
            return null;
        } else if (event.isBeginning()) {
            return begunBy(event);
        }
        return named(event);
    }

    /** An event of one is complete. */
    public void ended(ServerEvent event, Turn turn) {
        turn.eventEnded();
        if (event.isEnd() || event.isError()) {
            underWay.remove(turn);
            turn.end(Ending.COMPLETED);
            to.changed();
        }
    }

    @Override
    public void ready(Turn turn, Buffer frames) {
        next = null;
        underWay.add(turn);
        to.sendToProvider(frames);
        to.goOn();
    }

    @Override
    public void refused(ApiError error, MultiMap headers) {
        next = null;
        to.sendToClient(ErrorEvent.of(error, headers));
        to.goOn();
    }

    private @Nullable ApiError refusalOfAny() {
        if (leaving) {
            return ApiError.upstream(503, "shutting_down", "Lintel is shutting down. Connect again.");
        }
        return underWay.size() < MOST
                ? null
                : ApiError.invalidRequest(
                        429, "too_many_turns", null, "Too many turns are under way on this WebSocket.");
    }

    private @Nullable Turn begunBy(ServerEvent event) {
        Turn begun = unanswered();
        if (begun == null && with.path().isRealtime()) {
            begun = UnaskedTurn.begin(with, opened, to::refused);
            underWay.add(begun);
            to.changed();
        }
        if (begun != null) {
            begun.answeredBy(event.responseId());
        }
        return begun;
    }

    // The first whose response has not begun.
    private @Nullable Turn unanswered() {
        for (Turn turn : underWay) {
            if (turn.responseId() == null) {
                return turn;
            }
        }
        return null;
    }

    // The one that is answered by that response, else the first.
    private @Nullable Turn named(ServerEvent event) {
        String id = event.responseId();
        for (Turn turn : underWay) {
            if (id != null && id.equals(turn.responseId())) {
                return turn;
            }
        }
        return underWay.isEmpty() ? null : underWay.get(0);
    }
}
