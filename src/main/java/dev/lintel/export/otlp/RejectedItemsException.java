package dev.lintel.export.otlp;

/** The collector has taken an export request, but for some of its items. */
public final class RejectedItemsException extends Exception {

    private static final long serialVersionUID = 1;

    private final long rejected;

    public RejectedItemsException(long rejected) {
        super(rejected + " rejected");
        this.rejected = rejected;
    }

    public long rejected() {
        return rejected;
    }
}
