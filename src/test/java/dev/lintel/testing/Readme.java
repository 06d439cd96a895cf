package dev.lintel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What README.md shows under one of its headings, to be tried as it stands there. */
public final class Readme {

    private final String section;

    private Readme(String section) {
        this.section = section;
    }

    /** What stands between {@code heading} and the next one. */
    public static Readme under(String heading) {
        String text;
        try {
            text = Files.readString(Path.of("README.md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int start = text.indexOf("\n## " + heading + "\n");
        if (start < 0) {
            throw new AssertionError("README.md has no heading '" + heading + "'");
        }
        int end = text.indexOf("\n## ", start + 1);
        return new Readme(text.substring(start, end < 0 ? text.length() : end));
    }

    /** The blocks in that language, in their order. */
    public List<String> blocks(String language) {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(section)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** What the command that begins so sets by {@code -e NAME=VALUE}. */
    public List<String> variables(String command) {
        String line = section.lines()
                .filter(candidate -> candidate.startsWith(command))
                .findFirst()
                .orElseThrow();
        return Pattern.compile("-e (\\S+=\\S+)")
                .matcher(line)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /** The one call by curl. */
    public Call call() {
        String curl = blocks("sh").stream()
                .filter(block -> block.startsWith("curl "))
                .findFirst()
                .orElseThrow();
        StringBuilder headerLines = new StringBuilder();
        Pattern.compile("-H '([^']*)'")
                .matcher(curl)
                .results()
                .map(found -> found.group(1))
                .filter(header -> !header.startsWith("content-type:"))
                .forEach(header -> headerLines.append(header).append("\r\n"));
        return new Call(
                first(curl, "localhost:12000(/\\S*)").group(1),
                headerLines.toString(),
                first(curl, "-d '([^']*)'").group(1),
                first(curl, "traceparent: 00-([0-9a-f]{32})-").group(1));
    }

    private static MatchResult first(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("README.md shows no " + pattern);
        }
        return matcher.toMatchResult();
    }

    /**
     * A call as it is shown.
     *
     * @param headerLines but the content type, each ended by CRLF
     * @param traceId of the caller's trace, which stands in one of these
     */
    public record Call(String target, String headerLines, String body, String traceId) {}
}
