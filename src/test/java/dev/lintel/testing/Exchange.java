package dev.lintel.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * An exchange with a provider, written after its documentation, and the span of the inference that must come of it.
 *
 * <p>Its directory, {@code <operation>/<what-it-shows>}, holds {@code request.json}, the answer ({@code answer.sse},
 * {@code answer.json}, with another status than 200 {@code answer.429.json}), {@code span.json}, and {@code seen.sse}
 * where the client does not get to see all of the answer.
 */
public final class Exchange {

    private static final Path ROOT = Path.of("src/test/resources/exchanges");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> CONTENT_TYPES = Map.of(
            "sse", "text/event-stream; charset=utf-8", "json", "application/json", "html", "text/html; charset=UTF-8");

    private final Path directory;
    private final Path answer;

    private Exchange(Path directory) {
        this.directory = directory;
        this.answer = list(directory)
                .filter(file -> file.getFileName().toString().startsWith("answer."))
                .findFirst()
                .orElseThrow();
    }

    /** All of them, by name. */
    public static Stream<Exchange> all() {
        return list(ROOT).filter(Files::isDirectory).flatMap(Exchange::list).map(Exchange::new);
    }

    /** The exchange that has this name. */
    public static Exchange named(String name) {
        return new Exchange(ROOT.resolve(name));
    }

    /** {@code <operation>/<what-it-shows>}. */
    public String name() {
        return operation() + "/" + directory.getFileName();
    }

    /** The path that is asked, after {@code /v1/}. */
    public String path() {
        return operation().replace('-', '/');
    }

    /** The request's body. */
    public String request() {
        return new String(read(directory.resolve("request.json")), StandardCharsets.UTF_8);
    }

    /** The answer's status. */
    public int status() {
        String[] name = answer.getFileName().toString().split("\\.", -1);
        return name.length == 2 ? 200 : Integer.parseInt(name[1]);
    }

    /** The answer's Content-Type. */
    public String contentType() {
        String name = answer.getFileName().toString();
        return Objects.requireNonNull(CONTENT_TYPES.get(name.substring(name.lastIndexOf('.') + 1)));
    }

    /** Whether the answer is an event stream. */
    public boolean isStream() {
        return contentType().startsWith("text/event-stream");
    }

    /** What the provider answers. */
    public byte[] answer() {
        return read(answer);
    }

    /** What the client gets to see of it. */
    public byte[] seen() {
        Path seen = directory.resolve("seen.sse");
        return read(Files.exists(seen) ? seen : answer);
    }

    /** Whether Lintel asks for usage where the client has said nothing of it. */
    public boolean lintelAsksForUsage() {
        JsonNode asked = json("request.json");
        return operation().endsWith("completions")
                && asked.path("stream").asBoolean()
                && asked.path("stream_options").path("include_usage").isMissingNode();
    }

    /** The span's name. */
    public String spanName() {
        return json("span.json").path("name").asText();
    }

    /** The span's status. */
    public String spanStatus() {
        return json("span.json").path("status").asText();
    }

    /** The span's attributes, as the OpenTelemetry API has their values. */
    public Map<String, Object> spanAttributes() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        json("span.json").path("attributes").properties().forEach(each -> {
            attributes.put(each.getKey(), value(each.getValue()));
        });
        return attributes;
    }

    @Override
    public String toString() {
        return name();
    }

    private String operation() {
        return ROOT.relativize(directory).getName(0).toString();
    }

    private JsonNode json(String file) {
        try {
            return JSON.readTree(read(directory.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(directory + "/" + file, e);
        }
    }

    private static Object value(JsonNode json) {
        return switch (json.getNodeType()) {
            case BOOLEAN -> json.booleanValue();
            case NUMBER -> json.isIntegralNumber() ? (Object) json.longValue() : (Object) json.doubleValue();
            case STRING -> json.textValue();
            case ARRAY -> texts(json);
            default -> throw new IllegalArgumentException(json + " is no attribute's value");
        };
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    private static Stream<Path> list(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
