package dev.lintel.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Checkout;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/quarkus-upgrades.md names what Lintel uses of Quarkus, Vert.x, OpenTelemetry and the JDK that nobody has promised to keep. */
final class InternalsTest {

    private static final Path SOURCES = Path.of("src/main/java/dev/lintel");

    /** What is named so is not for others, and so is a runtime package of one of Quarkus' extensions. */
    private static final Pattern INTERNAL = Pattern.compile(".*\\.(?:impl|internal|incubator)\\..*|(?:com\\.)?sun\\..*"
            + "|io\\.quarkus\\.(?:runtime\\.configuration|\\w+\\.runtime)\\..*"
            + "|org\\.jboss\\.(?:logmanager|resteasy\\.reactive\\.server\\.(?:core|spi))\\..*");

    /** Imported, or written out where it is used. */
    private static final Pattern USED =
            Pattern.compile("(?m)^import (?:static )?([\\w.]+);|\\b((?:com\\.)?sun\\.[a-z]+\\.[A-Z]\\w*)");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([\\w.]+)` \\| ([^|]+) \\| [^|]+ \\|$");

    @Test
    void the_page_lists_each_with_the_rooms_that_use_it() {
        Map<String, String> listed = new TreeMap<>();
        ROW.matcher(Checkout.text("docs/quarkus-upgrades.md"))
                .results()
                .forEach(row ->
                        assertThat(listed.put(row.group(1), row.group(2))).isNull());

        assertThat(listed).hasSizeGreaterThan(20).isEqualTo(used());
    }

    /** Rooms by the class that they use. */
    private static Map<String, String> used() {
        Map<String, TreeSet<String>> rooms = new TreeMap<>();
        for (Path source : Checkout.files(SOURCES.toString(), ".java")) {
            String room = SOURCES.relativize(source).getName(0).toString();
            USED.matcher(Checkout.text(source))
                    .results()
                    .map(use -> use.group(1) != null ? use.group(1) : use.group(2))
                    .filter(type -> INTERNAL.matcher(type).matches())
                    .forEach(type -> rooms.computeIfAbsent(type, first -> new TreeSet<>())
                            .add("`" + room + "`"));
        }
        Map<String, String> used = new TreeMap<>();
        rooms.forEach((type, users) -> used.put(type, String.join(", ", users)));
        return used;
    }
}
