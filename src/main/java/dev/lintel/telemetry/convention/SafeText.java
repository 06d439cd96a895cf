package dev.lintel.telemetry.convention;

/** Texts that callers or providers control, as telemetry shows them: of bounded length, on one line. */
public final class SafeText {

    private static final int MAX_LENGTH = 256;

    private SafeText() {}

    /** The text, bounded: at most 256 characters, and a mark in the place of each control character. */
    public static String of(String text) {
        String bounded = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
        return hasControls(bounded) ? withoutControls(bounded) : bounded;
    }

    // No stream: each call asks for several texts, and a native executable makes no loop of one.
    private static boolean hasControls(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static String withoutControls(String text) {
        StringBuilder safe = new StringBuilder(text);
        for (int i = 0; i < safe.length(); i++) {
            if (Character.isISOControl(safe.charAt(i))) {
                safe.setCharAt(i, '\uFFFD');
            }
        }
        return safe.toString();
    }
}
