package dev.lintel.telemetry.ending;

import dev.lintel.http.ErrorType;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What is heard of how one call ends, and what that comes to. On the call's event loop. */
public final class CallEnd {

    private static final int FIRST_ERROR = 400;
    private static final int FIRST_SERVER_ERROR = 500;

    private Ending ending = Ending.COMPLETED;
    private Ending ofInference = Ending.COMPLETED;
    private @Nullable ErrorType refusal;
    private int status;
    private boolean relayed;
    private long nanos;

    /** An attempt is over. The last one counts. */
    public void attemptEnded(Ending how) {
        ending = how;
    }

    /** The last attempt's answer is passed on. */
    public void relayed() {
        relayed = true;
    }

    /** Lintel itself answers, with this error. Nothing of a provider's answer has reached the client. */
    public void refused(ErrorType why) {
        refusal = why;
        relayed = false;
    }

    /**
     * The call is over. Once.
     *
     * @param answered the status that the client was answered; 0 for none
     * @param seen how it has ended, as far as its bytes say
     * @param read what the answer itself, if it was passed on, makes of such an ending
     */
    public void over(int answered, Ending seen, UnaryOperator<Ending> read) {
        status = answered;
        nanos = System.nanoTime();
        Ending ofAttempt = ending;
        ending = relayed ? relayed(seen, ofAttempt, read) : ownAnswer(seen);
        ofInference = relayed || ending.isFailed() ? ending : ofAttempt.isFailed() ? ofAttempt : Ending.CANCELLED;
    }

    // What the answer has said of its end stands, whenever the client has left.
    private static Ending relayed(Ending seen, Ending ofAttempt, UnaryOperator<Ending> read) {
        boolean said = seen.equals(Ending.COMPLETED) || (seen.equals(Ending.CANCELLED) && ofAttempt.isFailed());
        return said ? ofAttempt : read.apply(seen);
    }

    private Ending ownAnswer(Ending seen) {
        boolean failed = seen.isFailed() || (seen.equals(Ending.COMPLETED) && status >= FIRST_SERVER_ERROR);
        if (failed && refusal != null) {
            return Ending.failed(refusal);
        }
        return failed && !seen.isFailed() ? Ending.failed(ErrorType.ofStatus(status)) : seen;
    }

    /** How the call ended. */
    public Ending ending() {
        return ending;
    }

    /** How its inference ended: no provider may have said anything, for the last attempt failed, Lintel has, or the client has left. */
    public Ending ofInference() {
        return ofInference;
    }

    /** What went wrong, as the SERVER span has it; null for nothing. Of an answer that was passed on its status alone is known here. */
    public @Nullable ErrorType error() {
        if (ending.isFailed()) {
            return ending.error();
        } else if (relayed) {
            return status < FIRST_ERROR ? null : ErrorType.ofProvider(status);
        } else if (refusal != null) {
            return ending.equals(Ending.CANCELLED) ? null : refusal;
        }
        return status < FIRST_ERROR ? null : ErrorType.ofStatus(status);
    }

    /** Whether that is an error of a server: of 4xx it is not (HTTP conventions). */
    public boolean isServerError() {
        return ending.isFailed() || status >= FIRST_SERVER_ERROR;
    }

    /** The status that the client was answered; 0 for none. */
    public int status() {
        return status;
    }

    /** Whether a provider's answer was passed on. */
    public boolean isRelayed() {
        return relayed;
    }

    /** When the call was over, on the clock of {@link System#nanoTime}. */
    public long nanos() {
        return nanos;
    }
}
