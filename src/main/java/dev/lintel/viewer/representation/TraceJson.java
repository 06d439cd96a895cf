package dev.lintel.viewer.representation;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lintel.viewer.store.span.TraceSpan;
import dev.lintel.viewer.store.trace.Trace;
import dev.lintel.viewer.store.trace.TraceRow;
import dev.lintel.viewer.store.trace.TraceSummary;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Traces for scripts, and for the page. Times are milliseconds from the start of the trace, but for its own start. */
public final class TraceJson {

    private final JsonGenerator json;
    private final JsonWriter fields;

    private TraceJson(JsonGenerator json, JsonWriter fields) {
        this.json = json;
        this.fields = fields;
    }

    /** Traces in a line each, and what else there is. */
    public static Buffer list(KeptTraces kept, List<Trace> traces) {
        return JsonWriter.object((json, fields) -> {
            writeList(traces, json, fields);
            kept.writeTo(json, fields);
        });
    }

    public static Buffer one(Trace trace) {
        return JsonWriter.object((json, fields) -> new TraceJson(json, fields).writeOne(trace));
    }

    static void writeList(List<Trace> traces, JsonGenerator json, JsonWriter fields) throws IOException {
        json.writeArrayFieldStart("traces");
        for (Trace trace : traces) {
            json.writeStartObject();
            new TraceJson(json, fields).writeSummary(trace.summary());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeOne(Trace trace) throws IOException {
        writeSummary(trace.summary());
        json.writeArrayFieldStart("spans");
        for (TraceRow row : trace.rows()) {
            writeRow(row, trace.summary().startNanos());
        }
        json.writeEndArray();
    }

    private void writeSummary(TraceSummary trace) throws IOException {
        json.writeStringField("trace_id", trace.traceId());
        json.writeStringField("name", trace.name());
        json.writeStringField("service", trace.service());
        fields.labels(trace.labels());
        fields.strings("sessions", trace.sessions().keySet());
        fields.time("start", trace.startNanos());
        fields.millis("duration_ms", trace.lengthNanos());
        json.writeNumberField("span_count", trace.spans());
        json.writeNumberField("dropped_spans", trace.droppedSpans());
        if (trace.firstChunkNanos().isPresent()) {
            fields.millis("time_to_first_chunk_ms", trace.firstChunkNanos().getAsDouble());
        }
        fields.totals(trace.totals());
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
        writeTimes(row);
        writeUsage(span);
        writeGaps(row.gaps());
        fields.strings(
                "notes",
                row.notes().stream()
                        .map(note -> note.name().toLowerCase(Locale.ROOT))
                        .toList());
        json.writeNumberField("dropped", span.dropped());
        fields.map("attributes", span.attributes());
        fields.map("resource", span.resource().attributes());
        writeEvents(span, traceStart);
        writeLinks(span);
        json.writeEndObject();
    }

    private void writeTimes(TraceRow row) throws IOException {
        fields.time("start", row.span().startNanos());
        fields.millis("start_ms", row.offsetNanos());
        fields.millis("duration_ms", row.lengthNanos());
        fields.millis("own_ms", row.ownNanos());
        if (row.span().firstChunkNanos().isPresent()) {
            fields.millis("time_to_first_chunk_ms", row.span().firstChunkNanos().getAsDouble());
        }
    }

    private void writeUsage(TraceSpan span) throws IOException {
        if (span.model().isPresent()) {
            json.writeStringField("model", span.model().get());
        }
        fields.count("input_tokens", span.inputTokens());
        fields.count("output_tokens", span.outputTokens());
        if (span.cost().isPresent()) {
            fields.cost(Map.of(span.currency(), span.cost().getAsDouble()));
        }
        if (span.samplingReason().isPresent()) {
            json.writeStringField("sampling_reason", span.samplingReason().get());
        }
    }

    private void writeGaps(List<TraceRow.Gap> gaps) throws IOException {
        json.writeArrayFieldStart("gaps");
        for (TraceRow.Gap gap : gaps) {
            json.writeStartObject();
            fields.millis("start_ms", gap.offsetNanos());
            fields.millis("duration_ms", gap.lengthNanos());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void writeEvents(TraceSpan span, long traceStart) throws IOException {
        json.writeArrayFieldStart("events");
        for (TraceSpan.Event event : span.events()) {
            json.writeStartObject();
            json.writeStringField("name", event.name());
            fields.millis("at_ms", event.nanos() - traceStart);
            fields.map("attributes", event.attributes());
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
}
