package dev.lintel.http;

import io.vertx.core.http.HttpMethod;

/** What the status of an answer says of it (RFC 9110, section 15). */
public final class AnswerStatus {

    /** That of an answer after which another protocol is spoken. */
    public static final int SWITCHING_PROTOCOLS = 101;

    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private AnswerStatus() {}

    /** Whether it is that of a final answer: others are interim, or none. */
    public static boolean isFinal(int status) {
        return status >= 200 && status < 1000;
    }

    /** Whether an answer of this status may have content. */
    public static boolean hasContent(int status) {
        return status != NO_CONTENT && status != NOT_MODIFIED;
    }

    /** Whether an answer of this status to a request of this method may have content. */
    public static boolean hasContent(int status, HttpMethod method) {
        return hasContent(status) && !method.equals(HttpMethod.HEAD);
    }
}
