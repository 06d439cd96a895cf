package dev.lintel.process.listener;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that a server's certificate and its key are in, which may be replaced at any time. */
record KeyFiles(Path certificate, Path key) {

    /** What is in them. */
    record Content(Buffer certificate, Buffer key) {}

    /**
     * Reads both, again while they are being replaced: one of before does not fit the other of after.
     *
     * @throws IllegalArgumentException when one cannot be read; the message begins with the name of its key
     */
    Content read() {
        Content read = readOnce();
        Content again = readOnce();
        while (!again.equals(read)) {
            read = again;
            again = readOnce();
        }
        return read;
    }

    private Content readOnce() {
        return new Content(bytes("certificate", certificate), bytes("key", key));
    }

    private static Buffer bytes(String key, Path file) {
        try {
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(key + ": '" + file + "' cannot be read", e);
        }
    }
}
