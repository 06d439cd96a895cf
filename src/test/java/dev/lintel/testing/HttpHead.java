package dev.lintel.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The head of a request or an answer, just as it was on the wire.
 *
 * @param startLine the first line
 * @param fields the header fields in their order
 */
public record HttpHead(String startLine, List<Field> fields) {

    /** One header line. */
    public record Field(String name, String value) {}

    static HttpHead parse(String head) {
        String[] lines = head.split("\r\n");
        return new HttpHead(lines[0], fields(lines));
    }

    static List<Field> fields(String... lines) {
        List<Field> fields = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            fields.add(new Field(
                    lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
        }
        return List.copyOf(fields);
    }

    /** Of an answer: its status code. */
    public int status() {
        return Integer.parseInt(startLine.split(" ")[1]);
    }

    /** Of a request: its method. */
    public String method() {
        return startLine.split(" ")[0];
    }

    /** Of a request: its target. */
    public String target() {
        return startLine.split(" ")[1];
    }

    /** All values of a field, in their order. */
    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** The one value of a field; empty when it is missing. Fails when there are several. */
    public Optional<String> field(String name) {
        List<String> values = all(name);
        if (values.size() > 1) {
            throw new AssertionError(name + " is there " + values.size() + " times: " + values);
        }
        return values.stream().findFirst();
    }

    boolean isChunked() {
        return all("transfer-encoding").stream().anyMatch(coding -> coding.equalsIgnoreCase("chunked"));
    }
}
