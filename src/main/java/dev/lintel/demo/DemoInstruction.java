package dev.lintel.demo;

import dev.lintel.demo.answer.Prompt;
import dev.lintel.demo.answer.ToolCall;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a caller wants the demo provider to behave.
 *
 * @param delay how long it waits before it answers
 * @param status the status to fail with; 0 to answer
 * @param breakAfter how many pieces of a stream it sends before it breaks the connection; -1 to send all
 * @param call the tool to call, if the request offers it; null to answer with a text
 */
record DemoInstruction(
        Duration delay,
        int status,
        int breakAfter,
        @Nullable ToolCall call) {

    private static final DemoInstruction NONE = new DemoInstruction(Duration.ZERO, 0, -1, null);
    private static final long MAX_DELAY_MILLIS = Duration.ofMinutes(10).toMillis();
    private static final int MAX_ARGUMENTS = 4096;

    private static final Pattern IN_PROMPT = Pattern.compile("\\[([^\\[\\]]{1,100})]");
    private static final Pattern SLOW = Pattern.compile("slow (\\d{1,6})(ms|s)");
    private static final Pattern STATUS = Pattern.compile("status ([45]\\d\\d)");
    private static final Pattern BREAK = Pattern.compile("break (\\d{1,4})");
    private static final Pattern CALL = Pattern.compile("\\[\\s*(?i:tool) ([^\\s\\[\\]{}]{1,128})\\s*(?=[{\\]])");

    /** What is asked for in the header {@code x-demo}, or without one in the prompt. What a tool has returned asks for nothing. */
    static DemoInstruction of(@Nullable String header, Prompt prompt) {
        if (prompt.byUser()) {
            return header == null ? ofPrompt(prompt.text()) : ofHeader(header);
        }
        // The header may come with every request of a client, which would call the tool again and again.
        return header == null ? NONE : ofHeader(header).with(null);
    }

    /** Wishes written one after the other with semicolons, e.g. {@code slow 500ms; break 3}. Others are ignored. */
    static DemoInstruction ofHeader(String wishes) {
        DemoInstruction all = NONE;
        for (String wish : wishes.split(";", -1)) {
            ToolCall called = callIn("[" + wish.strip() + "]");
            all = called == null ? all.and(wish) : all.with(called);
        }
        return all;
    }

    /** Wishes in square brackets within a prompt, e.g. {@code Hello [slow 2s]}. */
    static DemoInstruction ofPrompt(String prompt) {
        DemoInstruction all = NONE;
        Matcher wishes = IN_PROMPT.matcher(prompt);
        while (wishes.find()) {
            all = all.and(wishes.group(1));
        }
        return all.with(callIn(prompt));
    }

    private DemoInstruction and(String text) {
        String wish = text.strip().toLowerCase(Locale.ROOT);
        Matcher slow = SLOW.matcher(wish);
        if (slow.matches()) {
            long millis = Long.parseLong(slow.group(1)) * (slow.group(2).equals("s") ? 1000 : 1);
            return new DemoInstruction(Duration.ofMillis(Math.min(millis, MAX_DELAY_MILLIS)), status, breakAfter, call);
        }
        Matcher failing = STATUS.matcher(wish);
        if (failing.matches()) {
            return new DemoInstruction(delay, Integer.parseInt(failing.group(1)), breakAfter, call);
        }
        Matcher breaking = BREAK.matcher(wish);
        return breaking.matches()
                ? new DemoInstruction(delay, status, Integer.parseInt(breaking.group(1)), call)
                : this;
    }

    private DemoInstruction with(@Nullable ToolCall called) {
        return new DemoInstruction(delay, status, breakAfter, called);
    }

    private static @Nullable ToolCall callIn(String prompt) {
        Matcher call = CALL.matcher(prompt);
        String arguments = call.find() ? arguments(prompt, call.end()) : null;
        return arguments == null ? null : new ToolCall(call.group(1), arguments);
    }

    /** The JSON object that ends before a closing bracket; an empty one if the bracket comes at once, null if there is none. */
    private static @Nullable String arguments(String prompt, int start) {
        if (prompt.charAt(start) == ']') {
            return "{}";
        }
        int limit = start + MAX_ARGUMENTS;
        for (int end = prompt.indexOf("}]", start); end >= 0 && end < limit; end = prompt.indexOf("}]", end + 1)) {
            try {
                return new JsonObject(prompt.substring(start, end + 1)).encode();
            } catch (DecodeException e) {
                // A bracket of an array within, most likely: the object goes on.
            }
        }
        return null;
    }
}
