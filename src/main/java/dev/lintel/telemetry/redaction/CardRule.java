package dev.lintel.telemetry.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Takes out numbers of payment cards: 13 to 19 digits, in groups or not, that begin as cards do and whose check digit is
 * right. Other long numbers stay.
 */
record CardRule(String mark) implements UnaryOperator<String> {

    private static final int MIN_DIGITS = 13;
    private static final int MAX_DIGITS = 19;
    // Groups but for the last are of three digits at least: a list of small numbers is no card.
    private static final int MIN_GROUP = 3;

    @Override
    public String apply(String text) {
        StringBuilder redacted = new StringBuilder();
        int told = 0;
        int at = 0;
        while (at < text.length()) {
            if (!isDigit(text, at)) {
                at++;
                continue;
            }
            List<Group> groups = groups(text, at);
            at = groups.get(groups.size() - 1).end();
            for (int first = 0; first < groups.size(); first++) {
                int last = isFraction(text, groups.get(first).start()) ? -1 : lastOfCard(text, groups, first);
                if (last >= 0) {
                    redacted.append(text, told, groups.get(first).start()).append(mark);
                    told = groups.get(last).end();
                    first = last;
                }
            }
        }
        return told == 0 ? text : redacted.append(text, told, text.length()).toString();
    }

    /** The groups of digits from {@code start} on that have one space or dash between them. */
    private static List<Group> groups(String text, int start) {
        List<Group> groups = new ArrayList<>();
        int next = start;
        while (isDigit(text, next)) {
            int end = next;
            while (isDigit(text, end)) {
                end++;
            }
            groups.add(new Group(next, end));
            boolean goesOn = end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '-');
            next = goesOn ? end + 1 : text.length();
        }
        return groups;
    }

    /** The last of the groups that are a card from {@code first} on, as many as can be; -1 if they are none. */
    private static int lastOfCard(String text, List<Group> groups, int first) {
        char leading = text.charAt(groups.get(first).start());
        if (leading < '2' || leading > '6') {
            return -1;
        }
        StringBuilder digits = new StringBuilder(MAX_DIGITS);
        int found = -1;
        for (int i = first; i < groups.size(); i++) {
            Group group = groups.get(i);
            if (digits.length() + group.length() > MAX_DIGITS) {
                break;
            }
            digits.append(text, group.start(), group.end());
            if (digits.length() >= MIN_DIGITS && hasCheckDigit(digits)) {
                found = i;
            }
            if (group.length() < MIN_GROUP) {
                break;
            }
        }
        return found;
    }

    // ISO/IEC 7812-1, annex B: every second digit from the right counts twice, by the sum of its own digits.
    private static boolean hasCheckDigit(CharSequence digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int counted = i % 2 == 0 ? digit : 2 * digit;
            sum += counted > 9 ? counted - 9 : counted;
        }
        return sum % 10 == 0;
    }

    private static boolean isFraction(String text, int start) {
        return start >= 2 && text.charAt(start - 1) == '.' && isDigit(text, start - 2);
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private record Group(int start, int end) {

        int length() {
            return end - start;
        }
    }
}
