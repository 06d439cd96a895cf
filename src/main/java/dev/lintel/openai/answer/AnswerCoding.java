package dev.lintel.openai.answer;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The coding of an answer, as far as it can be read. */
public enum AnswerCoding {
    NONE,
    GZIP,
    /** One that is not read here. */
    OTHER;

    /** What says that there is none; the names of character sets, and of transfer encodings of mail, are seen to be sent. */
    private static final Set<String> NO_CODINGS =
            Set.of("", "identity", "none", "binary", "8bit", "utf-8", "utf8", "us-ascii", "iso-8859-1");

    /** Of a Content-Encoding's value. */
    public static AnswerCoding of(@Nullable String contentEncoding) {
        if (contentEncoding == null) {
            return NONE;
        }
        String coding = contentEncoding.strip().toLowerCase(Locale.ROOT);
        if (NO_CODINGS.contains(coding)) {
            return NONE;
        }
        return coding.equals("gzip") || coding.equals("x-gzip") ? GZIP : OTHER;
    }
}
