package dev.lintel.testing;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;

/** The page {@code /q/metrics} of a Lintel, at one moment. */
public final class ShownMetrics {

    private final List<String> lines;

    private ShownMetrics(List<String> lines) {
        this.lines = lines;
    }

    /** The page as it is now. */
    public static ShownMetrics of(URI lintel) {
        try (RawClient client = RawClient.connect(lintel).get("/q/metrics")) {
            return new ShownMetrics(client.readAnswer().text().lines().toList());
        }
    }

    /** The sum of all series of that name that have these labels, {@code name="value"}; one that begins with {@code !} none has. */
    public double sum(String name, String... labels) {
        return lines.stream()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Stream.of(labels).allMatch(label -> hasLabel(line, label)))
                .mapToDouble(ShownMetrics::value)
                .sum();
    }

    private static boolean hasLabel(String line, String label) {
        return label.startsWith("!") ? !line.contains(label.substring(1)) : line.contains(label);
    }

    // An exemplar may follow.
    private static double value(String line) {
        int end = line.contains("} ") ? line.indexOf("} ") + 2 : line.indexOf(' ') + 1;
        return Double.parseDouble(line.substring(end).split(" ", 2)[0]);
    }
}
