package dev.lintel.http.body;

import io.airlift.compress.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** The codings in which a body may come that Lintel reads (RFC 9110, section 8.4.1; RFC 8878). */
public enum ContentCoding {
    IDENTITY,
    GZIP,
    DEFLATE,
    ZSTD;

    /** What a client is told that may send one of these: the value of Accept-Encoding. */
    public static final String ACCEPTED = "gzip, deflate, zstd";

    private static final int ZLIB = 8;

    // What the reader of zstd keeps of what has come: it grows by doubling, up to the widest window that it takes.
    private static final int MOST_OF_A_WINDOW = (8 * 1024 + 128) * 1024;
    private static final int BLOCK = 128 * 1024;

    /** Of a Content-Encoding's value; null for one that is not read. */
    public static @Nullable ContentCoding of(String contentEncoding) {
        return switch (contentEncoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            case "zstd" -> ZSTD;
            default -> null;
        };
    }

    /** How it is written. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How many bytes its reader may hold besides, in the course of so many that come of it; a few kilobytes are not counted. */
    int window(int decoded) {
        return this == ZSTD ? (int) Math.min(MOST_OF_A_WINDOW, 2L * decoded + 4 * BLOCK) : 0;
    }

    /** The content without this coding. */
    InputStream decoded(InputStream encoded) throws IOException {
        return switch (this) {
            case IDENTITY -> encoded;
            case GZIP -> new GZIPInputStream(encoded);
            case DEFLATE -> inflated(new PushbackInputStream(encoded));
            case ZSTD -> new ZstdInputStream(encoded);
        };
    }

    // Some leave out zlib's frame, and are told by its first byte.
    private static InputStream inflated(PushbackInputStream encoded) throws IOException {
        int first = encoded.read();
        if (first >= 0) {
            encoded.unread(first);
        }
        return new InflaterInputStream(encoded, new Inflater((first & 0x0F) != ZLIB));
    }
}
