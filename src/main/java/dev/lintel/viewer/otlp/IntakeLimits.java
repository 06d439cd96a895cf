package dev.lintel.viewer.otlp;

import dev.lintel.viewer.otlp.spans.RefusedExportException;

/**
 * How much is taken in.
 *
 * @param maxBodyBytes of one export, also after inflation
 */
record IntakeLimits(long maxBodyBytes) {

    /** Of all exports that are on their way or wait to be read. */
    long maxPendingBytes() {
        return 2 * maxBodyBytes;
    }

    RefusedExportException tooLarge() {
        return new RefusedExportException(413, "The body is larger than the " + maxBodyBytes + " bytes allowed here.");
    }
}
