package dev.lintel.telemetry;

import dev.lintel.upstream.UpstreamException;

/** The value of {@code error.type}: few different ones, whatever goes wrong. */
final class ErrorType {

    private ErrorType() {}

    static String of(Throwable cause) {
        if (cause instanceof UpstreamException upstream) {
            return switch (upstream.kind()) {
                case TIMEOUT -> "timeout";
                case INCOMPLETE -> "incomplete_stream";
                case SHUTDOWN -> "shutdown";
                case UNREACHABLE, BUSY, REFUSED, BROKEN, INVALID_RESPONSE ->
                    className(upstream.getCause() == null ? upstream : upstream.getCause());
            };
        }
        return className(cause);
    }

    private static String className(Throwable cause) {
        return cause.getClass().getName();
    }
}
