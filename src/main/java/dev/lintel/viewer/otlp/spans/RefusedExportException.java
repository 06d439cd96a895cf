package dev.lintel.viewer.otlp.spans;

/** An export that is not taken, with the answer that the exporter gets. Carries no stack trace: it is no bug. */
public final class RefusedExportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    public RefusedExportException(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    public static RefusedExportException malformed(String message) {
        return new RefusedExportException(400, message);
    }

    public static RefusedExportException tooSlow() {
        return new RefusedExportException(408, "The body has not come in time: too little of it, or nothing.");
    }

    public static RefusedExportException busy() {
        return new RefusedExportException(503, "Too much waits to be read already.");
    }

    /** The number that {@code google.rpc.Code} has for it. */
    public int code() {
        return switch (status) {
            case 401 -> 16;
            case 408 -> 4;
            case 413 -> 8;
            case 500 -> 13;
            case 503 -> 14;
            default -> 3;
        };
    }

    public int status() {
        return status;
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
