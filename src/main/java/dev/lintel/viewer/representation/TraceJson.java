package dev.lintel.viewer.representation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.lintel.viewer.store.TraceStore;
import dev.lintel.viewer.store.trace.Trace;
import dev.lintel.viewer.store.trace.TraceRow;
import dev.lintel.viewer.store.trace.TraceSpan;
import dev.lintel.viewer.store.trace.TraceSummary;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** Traces for scripts, and for the page. Times are milliseconds from the start of the trace, but for its own start. */
public final class TraceJson {

    private static final JsonFactory JSON = new JsonFactory();
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

    private final JsonGenerator json;

    private TraceJson(JsonGenerator json) {
        this.json = json;
    }

    public static Buffer list(TraceStore store, List<Trace> traces, long missedSpans) {
        return written(json -> new TraceJson(json).writeList(store, traces, missedSpans));
    }

    public static Buffer one(Trace trace) {
        return written(json -> new TraceJson(json).writeOne(trace));
    }

    private void writeList(TraceStore store, List<Trace> traces, long missedSpans) throws IOException {
        Set<String> services = new TreeSet<>();
        Set<String> models = new TreeSet<>();
        store.newestFirst().forEach(trace -> {
            services.addAll(trace.summary().services());
            models.addAll(trace.summary().models());
        });
        json.writeStartObject();
        json.writeArrayFieldStart("traces");
        for (Trace trace : traces) {
            json.writeStartObject();
            writeSummary(trace.summary());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeNumberField("kept_traces", store.size());
        json.writeNumberField("kept_bytes", store.bytes());
        json.writeNumberField("dropped_spans", store.droppedSpans() + missedSpans);
        writeStrings("services", services);
        writeStrings("models", models);
        json.writeEndObject();
    }

    private void writeOne(Trace trace) throws IOException {
        json.writeStartObject();
        writeSummary(trace.summary());
        json.writeArrayFieldStart("spans");
        for (TraceRow row : trace.rows()) {
            writeRow(row, trace.summary().startNanos());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeSummary(TraceSummary trace) throws IOException {
        json.writeStringField("trace_id", trace.traceId());
        json.writeStringField("name", trace.name());
        json.writeStringField("service", trace.service());
        writeStrings("services", trace.services());
        writeStrings("models", trace.models());
        json.writeStringField("start", time(trace.startNanos()).toString());
        json.writeNumberField("duration_ms", trace.lengthNanos() / NANOS_PER_MILLI);
        json.writeStringField("status", trace.status());
        json.writeNumberField("span_count", trace.spans());
        json.writeNumberField("dropped_spans", trace.droppedSpans());
        json.writeNumberField("errors", trace.errors());
        json.writeNumberField("cancelled", trace.cancelled());
        if (trace.firstChunkNanos().isPresent()) {
            json.writeNumberField(
                    "time_to_first_chunk_ms", trace.firstChunkNanos().getAsDouble() / NANOS_PER_MILLI);
        }
        writeCount("input_tokens", trace.inputTokens());
        writeCount("output_tokens", trace.outputTokens());
    }

    private void writeRow(TraceRow row, long traceStart) throws IOException {
        TraceSpan span = row.span();
        json.writeStartObject();
        json.writeStringField("span_id", span.spanId());
        json.writeStringField("parent_span_id", span.parentId());
        json.writeNumberField("depth", row.depth());
        json.writeStringField("service", span.service());
        json.writeStringField("name", span.name());
        json.writeStringField("kind", span.kind());
        json.writeStringField("scope", span.scope());
        json.writeStringField("status", span.status().name().toLowerCase(Locale.ROOT));
        json.writeStringField("status_message", span.statusMessage());
        json.writeBooleanField("cancelled", span.cancelled());
        json.writeStringField("start", time(span.startNanos()).toString());
        json.writeNumberField("start_ms", row.offsetNanos() / NANOS_PER_MILLI);
        json.writeNumberField("duration_ms", row.lengthNanos() / NANOS_PER_MILLI);
        json.writeNumberField("own_ms", row.ownNanos() / NANOS_PER_MILLI);
        if (span.firstChunkNanos().isPresent()) {
            json.writeNumberField(
                    "time_to_first_chunk_ms", span.firstChunkNanos().getAsDouble() / NANOS_PER_MILLI);
        }
        if (span.model().isPresent()) {
            json.writeStringField("model", span.model().get());
        }
        writeCount("input_tokens", span.inputTokens());
        writeCount("output_tokens", span.outputTokens());
        writeGaps(row.gaps());
        writeStrings(
                "notes",
                row.notes().stream()
                        .map(note -> note.name().toLowerCase(Locale.ROOT))
                        .toList());
        json.writeNumberField("dropped", span.dropped());
        writeMap("attributes", span.attributes());
        writeMap("resource", span.resource().attributes());
        writeEvents(span, traceStart);
        writeLinks(span);
        json.writeEndObject();
    }

    private void writeGaps(List<TraceRow.Gap> gaps) throws IOException {
        json.writeArrayFieldStart("gaps");
        for (TraceRow.Gap gap : gaps) {
            json.writeStartObject();
            json.writeNumberField("start_ms", gap.offsetNanos() / NANOS_PER_MILLI);
            json.writeNumberField("duration_ms", gap.lengthNanos() / NANOS_PER_MILLI);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeEvents(TraceSpan span, long traceStart) throws IOException {
        json.writeArrayFieldStart("events");
        for (TraceSpan.Event event : span.events()) {
            json.writeStartObject();
            json.writeStringField("name", event.name());
            json.writeNumberField("at_ms", (event.nanos() - traceStart) / NANOS_PER_MILLI);
            writeMap("attributes", event.attributes());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeLinks(TraceSpan span) throws IOException {
        json.writeArrayFieldStart("links");
        for (TraceSpan.Link link : span.links()) {
            json.writeStartObject();
            json.writeStringField("trace_id", link.traceId());
            json.writeStringField("span_id", link.spanId());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeCount(String name, OptionalLong count) throws IOException {
        if (count.isPresent()) {
            json.writeNumberField(name, count.getAsLong());
        }
    }

    private void writeStrings(String name, Iterable<String> strings) throws IOException {
        json.writeArrayFieldStart(name);
        for (String string : strings) {
            json.writeString(string);
        }
        json.writeEndArray();
    }

    private void writeMap(String name, Map<?, ?> map) throws IOException {
        json.writeFieldName(name);
        writeValue(map);
    }

    private void writeValue(Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(entry.getKey().toString());
                writeValue(entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                writeValue(element);
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

    private static Instant time(long unixNanos) {
        return Instant.ofEpochSecond(0, unixNanos);
    }

    private static Buffer written(Document document) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            document.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Memory does not fail", e);
        }
        return Buffer.buffer(out.toByteArray());
    }

    private interface Document {
        void write(JsonGenerator json) throws IOException;
    }
}
