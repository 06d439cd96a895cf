package dev.lintel.openai;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/**
 * A change of a few bytes in a body of which all others stay as they are.
 *
 * @param start offset of what gives way
 * @param end offset just after it
 * @param text what takes its place
 */
public record Splice(int start, int end, String text) {

    /** The body with these changes, which do not overlap; offsets are those in the body as it was. */
    public static byte[] into(byte[] body, List<Splice> splices) {
        ByteArrayOutputStream changed = new ByteArrayOutputStream(body.length + 64);
        int at = 0;
        for (Splice splice :
                splices.stream().sorted(Comparator.comparingInt(Splice::start)).toList()) {
            changed.write(body, at, splice.start - at);
            changed.writeBytes(splice.text.getBytes(StandardCharsets.UTF_8));
            at = splice.end;
        }
        changed.write(body, at, body.length - at);
        return changed.toByteArray();
    }
}
