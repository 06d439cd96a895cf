package dev.lintel.openai.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** A string in a valid JSON body. It may be an image of many megabytes: no more is decoded of it than is asked for. */
public final class JsonString {

    static final JsonString EMPTY = new JsonString(new byte[] {'"', '"'}, 0);

    private static final JsonFactory JSON = new JsonFactory();

    private final byte[] body;
    private final int start;
    private final int end;
    private final int length;

    /** The string whose opening quote is at {@code quote}. */
    JsonString(byte[] body, int quote) {
        this.body = body;
        this.start = quote + 1;
        int at = start;
        int units = 0;
        while (at < body.length && body[at] != '"') {
            at = next(at);
            units++;
        }
        this.end = Math.min(at, body.length);
        this.length = units;
    }

    /** How many characters it has; half a character, where they are escaped in two halves, counts as one. */
    public int length() {
        return length;
    }

    /** Whether it ends with that ASCII character. */
    public boolean endsWith(char last, int before) {
        int at = end - 1 - before;
        return at >= start && body[at] == (byte) last;
    }

    /** As many characters of its beginning, or all. */
    public String beginning(int characters) {
        if (characters <= 0) {
            return "";
        }
        int at = start;
        for (int i = 0; i < characters && at < end; i++) {
            at = next(at);
        }
        byte[] quoted = new byte[at - start + 2];
        quoted[0] = '"';
        System.arraycopy(body, start, quoted, 1, at - start);
        quoted[quoted.length - 1] = '"';
        return decoded(quoted);
    }

    // The next character begins behind an escape, or behind all bytes of this one.
    private int next(int at) {
        if (body[at] == '\\') {
            return Math.min(body.length, at + (at + 1 < body.length && body[at + 1] == 'u' ? 6 : 2));
        }
        int next = at + 1;
        while (next < body.length && (body[next] & 0xC0) == 0x80) {
            next++;
        }
        return next;
    }

    private static String decoded(byte[] quoted) {
        try (JsonParser json = JSON.createParser(quoted)) {
            json.nextToken();
            return json.getText();
        } catch (IOException e) {
            // The body is valid, so this is a bug; what can not be read is not told.
            throw new IllegalStateException("A string of a valid body can not be read", e);
        }
    }
}
