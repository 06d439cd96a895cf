package dev.lintel.viewer.store.query;

/** A query that cannot be answered. Carries no stack trace: it is no bug. */
public final class BadQueryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String parameter;

    BadQueryException(String parameter, String why) {
        super(parameter + ": " + why, null, false, false);
        this.parameter = parameter;
    }

    /** The parameter that is at fault. */
    public String parameter() {
        return parameter;
    }
}
