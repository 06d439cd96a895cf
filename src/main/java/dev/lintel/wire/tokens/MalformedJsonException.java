package dev.lintel.wire.tokens;

/** What should be a JSON text (RFC 8259) is none, or none that is read. */
public final class MalformedJsonException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    public enum Fault {
        SYNTAX,
        /** It is not in UTF-8. */
        ENCODING,
        /** It is nested too deeply. */
        DEPTH,
        /** Something stands behind it. */
        MORE
    }

    private final Fault fault;

    MalformedJsonException(Fault fault) {
        super(fault.name(), null, false, false);
        this.fault = fault;
    }

    /** What is wrong. */
    public Fault fault() {
        return fault;
    }
}
