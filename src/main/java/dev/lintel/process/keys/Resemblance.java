package dev.lintel.process.keys;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Which of several names was meant by one that is none of them. */
public final class Resemblance {

    private static final int SHORT = 6;

    private Resemblance() {}

    /** The one that is nearest, if it is near enough. */
    public static Optional<String> closest(String name, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate -> distance(name, candidate) <= allowed(name, candidate))
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    // Of short names many are near to each other by chance.
    private static int allowed(String name, String candidate) {
        return Math.min(name.length(), candidate.length()) < SHORT ? 1 : 2;
    }

    /** How many letters are to be changed, left out, put in or swapped with the next one. */
    public static int distance(String one, String other) {
        int[][] steps = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                steps[i][j] = i == 0 || j == 0 ? i + j : least(steps, one, other, i, j);
            }
        }
        return steps[one.length()][other.length()];
    }

    private static int least(int[][] steps, String one, String other, int i, int j) {
        boolean same = one.charAt(i - 1) == other.charAt(j - 1);
        int least = Math.min(Math.min(steps[i - 1][j], steps[i][j - 1]) + 1, steps[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped =
                i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1);
        return swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
    }
}
