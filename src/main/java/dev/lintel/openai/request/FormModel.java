package dev.lintel.openai.request;

import dev.lintel.http.MediaType;
import io.vertx.core.buffer.Buffer;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a form names its model, in the part of it that is known: one of {@code multipart/form-data} (RFC 7578), or one of
 * {@code application/x-www-form-urlencoded} as HTML's forms are.
 *
 * @param name the model
 * @param start offset of its first byte
 * @param end offset just after its last
 * @param urlEncoded whether it is written there as in a URL
 */
public record FormModel(String name, int start, int end, boolean urlEncoded) {

    private static final int MAX_NAME = 256;
    private static final Pattern BOUNDARY = Pattern.compile("(?i);\\s*boundary=(?:\"([^\"]{1,70})\"|([^;,\\s]{1,70}))");
    private static final Pattern NAMED_MODEL =
            Pattern.compile("(?i)(?:^|\n)content-disposition:[^\n]*;\\s*name=\"?model\"?\\s*(?:;|\r|$)");

    /** Whether a Content-Type is that of such a form. */
    public static boolean isForm(String contentType) {
        String type = MediaType.of(contentType).name();
        return type.equals("multipart/form-data") || isUrlEncoded(type);
    }

    private static boolean isUrlEncoded(String type) {
        return type.equals("application/x-www-form-urlencoded");
    }

    /**
     * The model that {@code beginning} names; empty when it names none, or not to its end.
     *
     * @param whole whether nothing follows
     */
    public static Optional<FormModel> in(String contentType, Buffer beginning, boolean whole) {
        return isUrlEncoded(MediaType.of(contentType).name())
                ? inPairs(beginning, whole)
                : inParts(contentType, beginning);
    }

    private static Optional<FormModel> inPairs(Buffer beginning, boolean whole) {
        String text = beginning.toString(StandardCharsets.ISO_8859_1);
        for (int start = 0; start < text.length(); ) {
            int ampersand = text.indexOf('&', start);
            if (ampersand < 0 && !whole) {
                return Optional.empty();
            }
            int end = ampersand < 0 ? text.length() : ampersand;
            if (text.startsWith("model=", start)) {
                return decoded(text, start + "model=".length(), end);
            }
            start = end + 1;
        }
        return Optional.empty();
    }

    private static Optional<FormModel> decoded(String text, int start, int end) {
        if (end <= start || end - start > MAX_NAME) {
            return Optional.empty();
        }
        try {
            String name = URLDecoder.decode(text.substring(start, end), StandardCharsets.UTF_8);
            return Optional.of(new FormModel(name, start, end, true));
        } catch (IllegalArgumentException e) {
            // Half an escape: whoever reads the form may say what it means.
            return Optional.empty();
        }
    }

    private static Optional<FormModel> inParts(String contentType, Buffer beginning) {
        Matcher found = BOUNDARY.matcher(contentType);
        if (!found.find()) {
            return Optional.empty();
        }
        String boundary = "--" + (found.group(1) == null ? found.group(2) : found.group(1));
        // A character is a byte here, so that offsets are those of the bytes.
        String text = beginning.toString(StandardCharsets.ISO_8859_1);
        int part = text.startsWith(boundary) ? 0 : text.indexOf("\r\n" + boundary);
        while (part >= 0) {
            int head = text.indexOf("\r\n", part + (part == 0 ? 0 : 2));
            int content = head < 0 ? -1 : text.indexOf("\r\n\r\n", head);
            int end = content < 0 ? -1 : text.indexOf("\r\n" + boundary, content + 2);
            if (end < 0) {
                return Optional.empty();
            }
            if (NAMED_MODEL.matcher(text.substring(head + 2, content)).find()) {
                return model(beginning, content + 4, end);
            }
            part = end;
        }
        return Optional.empty();
    }

    private static Optional<FormModel> model(Buffer beginning, int start, int end) {
        return end <= start || end - start > MAX_NAME
                ? Optional.empty()
                : Optional.of(new FormModel(beginning.getString(start, end, "UTF-8"), start, end, false));
    }

    /** What puts another model in its place. */
    public Splice to(String model) {
        return new Splice(start, end, urlEncoded ? URLEncoder.encode(model, StandardCharsets.UTF_8) : model);
    }
}
