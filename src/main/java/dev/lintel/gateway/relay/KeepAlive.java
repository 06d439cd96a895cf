package dev.lintel.gateway.relay;

import dev.lintel.http.MediaType;
import dev.lintel.upstream.Exchange;
import io.vertx.core.http.HttpHeaders;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * After how much silence a comment is written into an event stream, so that what stands between Lintel and its client does not
 * take the connection for dead: {@code listener.keep_alive}. Immutable; any thread may ask.
 *
 * @param after zero for never
 */
public record KeepAlive(Duration after) {

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofHours(1);

    /**
     * Checks it.
     *
     * @throws IllegalArgumentException naming the key at fault
     */
    public KeepAlive {
        boolean allowed = after.isZero() || (after.compareTo(LEAST) >= 0 && after.compareTo(MOST) <= 0);
        if (!allowed) {
            throw new IllegalArgumentException(
                    "keep_alive: " + after + " is not allowed: it is 1s to 1h, or 0s for never");
        }
    }

    /** Watches over an answer's silence; null for one that no comment may be written into. */
    @Nullable
    Silence of(Exchange answer) {
        return after.isZero() || !takesComments(answer) ? null : new Silence(after.toNanos());
    }

    // Of an answer that has a length, or a coding, every byte is spoken for.
    private static boolean takesComments(Exchange answer) {
        String type = answer.headers().get(HttpHeaders.CONTENT_TYPE);
        return type != null
                && MediaType.of(type).isEventStream()
                && AnswerHead.mayBeStream(answer)
                && !answer.headers().contains(HttpHeaders.CONTENT_LENGTH);
    }
}
