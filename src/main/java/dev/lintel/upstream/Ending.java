package dev.lintel.upstream;

/** How an answer ended: in exactly one of three ways. */
public sealed interface Ending {

    /** The last byte has passed. */
    record Completed() implements Ending {}

    /**
     * The upstream or Lintel broke it off, perhaps in mid-stream after a good status.
     *
     * @param cause why
     */
    record Failed(Throwable cause) implements Ending {}

    /** The client left before the end. That is no error. */
    record Cancelled() implements Ending {}

    /** The one way of completing. */
    Ending COMPLETED = new Completed();

    /** The one way of being cancelled. */
    Ending CANCELLED = new Cancelled();
}
