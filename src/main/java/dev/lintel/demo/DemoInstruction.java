package dev.lintel.demo;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a caller wants the demo provider to behave.
 *
 * @param delay how long it waits before it answers
 * @param status the status to fail with; 0 to answer
 * @param breakAfter how many pieces of a stream it sends before it breaks the connection; -1 to send all
 */
record DemoInstruction(Duration delay, int status, int breakAfter) {

    private static final DemoInstruction NONE = new DemoInstruction(Duration.ZERO, 0, -1);
    private static final long MAX_DELAY_MILLIS = Duration.ofMinutes(10).toMillis();

    private static final Pattern IN_PROMPT = Pattern.compile("\\[([^\\[\\]]{1,100})]");
    private static final Pattern SLOW = Pattern.compile("slow (\\d{1,6})(ms|s)");
    private static final Pattern STATUS = Pattern.compile("status ([45]\\d\\d)");
    private static final Pattern BREAK = Pattern.compile("break (\\d{1,4})");

    /** Wishes written one after the other with semicolons, e.g. {@code slow 500ms; break 3}. Others are ignored. */
    static DemoInstruction ofHeader(String wishes) {
        DemoInstruction all = NONE;
        for (String wish : wishes.split(";", -1)) {
            all = all.and(wish.strip().toLowerCase(Locale.ROOT));
        }
        return all;
    }

    /** Wishes in square brackets within a prompt, e.g. {@code Hello [slow 2s]}. */
    static DemoInstruction ofPrompt(String prompt) {
        DemoInstruction all = NONE;
        Matcher wishes = IN_PROMPT.matcher(prompt);
        while (wishes.find()) {
            all = all.and(wishes.group(1).strip().toLowerCase(Locale.ROOT));
        }
        return all;
    }

    private DemoInstruction and(String wish) {
        Matcher slow = SLOW.matcher(wish);
        if (slow.matches()) {
            long millis = Long.parseLong(slow.group(1)) * (slow.group(2).equals("s") ? 1000 : 1);
            return new DemoInstruction(Duration.ofMillis(Math.min(millis, MAX_DELAY_MILLIS)), status, breakAfter);
        }
        Matcher failing = STATUS.matcher(wish);
        if (failing.matches()) {
            return new DemoInstruction(delay, Integer.parseInt(failing.group(1)), breakAfter);
        }
        Matcher breaking = BREAK.matcher(wish);
        return breaking.matches() ? new DemoInstruction(delay, status, Integer.parseInt(breaking.group(1))) : this;
    }
}
