package dev.lintel.http;

/**
 * What went wrong with a call, and who made it: the values of {@code error.type} and of {@code lintel.error.source}, the same
 * on spans, in metrics and in the log.
 *
 * @param value a stated name, a provider's code or a status; never the name of a class
 * @param source who made the error
 */
public record ErrorType(String value, Source source) {

    private static final int FIRST_CLIENT_ERROR = 400;
    private static final int FIRST_SERVER_ERROR = 500;

    /** Who makes errors. */
    public enum Source {
        /** Lintel: a fault or a bound of its own. */
        LINTEL("lintel"),
        /** A provider: it has answered with the error, or not, or not to the end. */
        PROVIDER("provider"),
        /** The client: its request is one that Lintel refuses. */
        CLIENT("client");

        private final String value;

        Source(String value) {
            this.value = value;
        }

        /** The value of {@code lintel.error.source}. */
        public String value() {
            return value;
        }

        /** Whose error it is that Lintel itself answers with this status, 400 or more. */
        static Source of(int status) {
            return switch (status) {
                case 502, 504 -> PROVIDER;
                default -> status >= FIRST_CLIENT_ERROR && status < FIRST_SERVER_ERROR ? CLIENT : LINTEL;
            };
        }
    }

    /** An error that a provider has made, by its code, or by what it is called here. */
    public static ErrorType ofProvider(String value) {
        return new ErrorType(value, Source.PROVIDER);
    }

    /** A provider's answer of this status, which says no more of why. */
    public static ErrorType ofProvider(int status) {
        return ofProvider(String.valueOf(status));
    }

    /** Lintel's own answer of this status, of which no more is known. */
    public static ErrorType ofStatus(int status) {
        return new ErrorType(String.valueOf(status), Source.of(status));
    }
}
