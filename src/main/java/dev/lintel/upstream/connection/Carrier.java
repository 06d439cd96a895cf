package dev.lintel.upstream.connection;

import dev.lintel.http.EndToEndFields;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpVersion;

/** What carries an exchange: a connection that serves no other meanwhile (HTTP/1), or a stream beside others (HTTP/2). On its event loop. */
public sealed interface Carrier permits ConnectionWatch, SharedStream {

    /** That of a request none of which has been sent. */
    static Carrier of(HttpClientRequest request) {
        // What becomes of the answer tells all: without this Vert.x would log it as an error when one is given up.
        request.exceptionHandler(broken -> {});
        return request.version() == HttpVersion.HTTP_2
                ? new SharedStream(request)
                : ConnectionWatch.begin(request.connection());
    }

    /**
     * Whether a request that was sent and not answered may be taken for one that the provider has not seen.
     *
     * @param cause what it broke for
     */
    boolean isUnseen(HttpClientRequest request, Throwable cause);

    /** Whether the answer has come whole, so that what seems to break it breaks nothing; asked as soon as it seems so. */
    boolean hasCome(HttpClientRequest request);

    /** Whether what becomes of an answer is heard of it alone, and not of the request that may still be sent. */
    boolean answersApart();

    /** Adds the fields of an answer's head to others. */
    default void copyHead(HttpClientRequest request, MultiMap head, EndToEndFields passed, MultiMap to) {
        passed.copy(head, to);
    }

    /** Whether the head of an answer names more options of its connection than anybody means. */
    default boolean hasTooManyOptions(HttpClientRequest request, MultiMap head) {
        return EndToEndFields.hasTooManyOptions(head);
    }

    /** Ends a request of which something has been sent. Nobody else is harmed. */
    void breakOff(HttpClientRequest request);

    /** Ends a request none of which has been sent. */
    void giveBack(HttpClientRequest request);

    /** Ends a request, of which something may have been sent. */
    default void end(HttpClientRequest request, boolean begun) {
        if (begun) {
            breakOff(request);
        } else {
            giveBack(request);
        }
    }

    /** Whether more bytes can be sent than wait to be taken. Of a connection that no other exchange shares. */
    boolean isWritable(HttpClientRequest request);

    /** Calls {@code then} each time that more can be sent again. Likewise. */
    void whenWritable(Runnable then);

    /** Sees whether the provider is still there. */
    void look(long nowNanos);
}
