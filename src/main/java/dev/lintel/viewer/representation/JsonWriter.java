package dev.lintel.viewer.representation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.lintel.viewer.store.trace.Labels;
import dev.lintel.viewer.store.trace.Totals;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Writes the fields that several documents have in common. */
final class JsonWriter {

    private static final JsonFactory JSON = new JsonFactory();
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

    private final JsonGenerator json;

    private JsonWriter(JsonGenerator json) {
        this.json = json;
    }

    /** What is written into a document. */
    interface Content {
        void writeTo(JsonGenerator json, JsonWriter fields) throws IOException;
    }

    /** A document that is one object. */
    static Buffer object(Content content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            content.writeTo(json, new JsonWriter(json));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail", e);
        }
        return Buffer.buffer(out.toByteArray());
    }

    void time(String name, long unixNanos) throws IOException {
        json.writeStringField(name, Instant.ofEpochSecond(0, unixNanos).toString());
    }

    void millis(String name, long nanos) throws IOException {
        json.writeNumberField(name, nanos / NANOS_PER_MILLI);
    }

    void millis(String name, double nanos) throws IOException {
        json.writeNumberField(name, nanos / NANOS_PER_MILLI);
    }

    void count(String name, OptionalLong count) throws IOException {
        if (count.isPresent()) {
            json.writeNumberField(name, count.getAsLong());
        }
    }

    /** Amounts by currency; nothing where none is known. */
    void cost(Map<String, Double> cost) throws IOException {
        if (!cost.isEmpty()) {
            map("cost", cost);
        }
    }

    void totals(Totals totals) throws IOException {
        json.writeStringField("status", totals.status());
        json.writeNumberField("turns", totals.turns());
        json.writeNumberField("errors", totals.errors());
        json.writeNumberField("cancelled", totals.cancelled());
        count("input_tokens", totals.inputTokens());
        count("output_tokens", totals.outputTokens());
        cost(totals.cost());
    }

    void labels(Labels labels) throws IOException {
        strings("services", labels.services());
        strings("models", labels.models());
        strings("agents", labels.agents());
        strings("callers", labels.callers());
        strings("sampling_reasons", labels.samplingReasons());
    }

    void strings(String name, Iterable<String> strings) throws IOException {
        json.writeArrayFieldStart(name);
        for (String string : strings) {
            json.writeString(string);
        }
        json.writeEndArray();
    }

    void map(String name, Map<?, ?> map) throws IOException {
        json.writeFieldName(name);
        value(map);
    }

    private void value(Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(entry.getKey().toString());
                value(entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                value(element);
            }
            json.writeEndArray();
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof Long number && number >= -MAX_SAFE_INTEGER && number <= MAX_SAFE_INTEGER) {
            json.writeNumber(number);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            json.writeNumber(number);
        } else {
            // What a number of JavaScript cannot hold is a text, too.
            json.writeString(value.toString());
        }
    }
}
