package dev.lintel.telemetry;

/** Texts that callers or providers control, as telemetry shows them: of bounded length, on one line. */
final class SafeText {

    private static final int MAX_LENGTH = 256;

    private SafeText() {}

    static String of(String text) {
        String bounded = text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
        return bounded.chars().noneMatch(Character::isISOControl) ? bounded : withoutControls(bounded);
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
