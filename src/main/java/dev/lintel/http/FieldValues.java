package dev.lintel.http;

/** What header fields may be made of (RFC 9110, sections 5.1 and 5.5). Where HTTP/2 brings them nobody has looked before. */
public final class FieldValues {

    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    private FieldValues() {}

    /** Whether that can be a field's name. */
    public static boolean isName(CharSequence name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && TOKEN.indexOf(c) < 0) {
                return false;
            }
        }
        return name.length() > 0;
    }

    /** Whether that can be a field's value. */
    public static boolean isValue(CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7F) {
                return false;
            }
        }
        return true;
    }
}
