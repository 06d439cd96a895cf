package dev.lintel.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Content in gzip, as clients and providers send it. */
public final class Gzip {

    private Gzip() {}

    /** {@code text} in UTF-8, as one member. */
    public static byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** {@code text} as the beginning of a member that goes on: all of it can be inflated. */
    public static byte[] begun(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            GZIPOutputStream gzip = new GZIPOutputStream(bytes, true);
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
            gzip.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("An array does not fail", e);
        }
        return bytes.toByteArray();
    }

    /** {@code content} as one member. */
    public static byte[] of(byte[] content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException("An array does not fail", e);
        }
        return bytes.toByteArray();
    }
}
