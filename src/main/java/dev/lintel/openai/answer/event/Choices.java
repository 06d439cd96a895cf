package dev.lintel.openai.answer.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The alternatives of an answer of which a part has come, and why those have ended that have. Mostly there is one. */
public final class Choices {

    /** How many there may be. What comes of others is not looked at. */
    public static final int MOST = 128;

    private static final String[] NONE = {};

    private long low;
    private long high;
    private @Nullable String[] reasons = NONE;

    /** A part of this one has come. */
    public void came(int choice) {
        if (choice < Long.SIZE) {
            low |= 1L << choice;
        } else {
            high |= 1L << (choice - Long.SIZE);
        }
    }

    /** This one has ended, as the provider says it. */
    public void ended(int choice, String reason) {
        if (choice >= reasons.length) {
            reasons = Arrays.copyOf(reasons, choice + 1);
        }
        reasons[choice] = reason;
    }

    /** What others say is added, in the place of what was known. */
    public void addAll(Choices others) {
        low |= others.low;
        high |= others.high;
        for (int choice = 0; choice < others.reasons.length; choice++) {
            String reason = others.reasons[choice];
            if (reason != null) {
                ended(choice, reason);
            }
        }
    }

    /** None has come. */
    public void clear() {
        low = 0;
        high = 0;
        Arrays.fill(reasons, null);
    }

    /** Whether none has come. */
    public boolean isEmpty() {
        return (low | high) == 0;
    }

    /** Whether some have come, and as many have ended. */
    public boolean haveEnded() {
        int ended = 0;
        for (String reason : reasons) {
            ended += reason == null ? 0 : 1;
        }
        return !isEmpty() && Long.bitCount(low) + Long.bitCount(high) == ended;
    }

    /** Whether one has ended for this reason. */
    public boolean anyEndedBy(String reason) {
        for (String known : reasons) {
            if (reason.equals(known)) {
                return true;
            }
        }
        return false;
    }

    /** Why they have ended, in their order. */
    public List<String> reasons() {
        if (reasons.length == 1 && reasons[0] != null) {
            return List.of(reasons[0]);
        }
        List<String> known = new ArrayList<>();
        for (String reason : reasons) {
            if (reason != null) {
                known.add(reason);
            }
        }
        return List.copyOf(known);
    }

    /** The same, by their numbers. */
    public Map<Integer, String> byNumber() {
        Map<Integer, String> known = new TreeMap<>();
        for (int choice = 0; choice < reasons.length; choice++) {
            if (reasons[choice] != null) {
                known.put(choice, reasons[choice]);
            }
        }
        return known;
    }
}
