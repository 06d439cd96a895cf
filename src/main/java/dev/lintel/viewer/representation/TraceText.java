package dev.lintel.viewer.representation;

import dev.lintel.viewer.store.span.TraceSpan;
import dev.lintel.viewer.store.trace.Trace;
import dev.lintel.viewer.store.trace.TraceRow;
import dev.lintel.viewer.store.trace.TraceRow.Note;
import dev.lintel.viewer.store.trace.TraceRow.Position;
import dev.lintel.viewer.store.trace.TraceSummary;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Traces as trees for terminals. */
public final class TraceText {

    private static final int ROWS_IN_A_LIST = 40;
    private static final int ROWS_OF_ONE = 1000;
    private static final int BAR = 32;
    private static final int MAX_LABEL = 60;
    private static final int MAX_INDENT = 16;

    private TraceText() {}

    public static Buffer list(List<Trace> traces) {
        if (traces.isEmpty()) {
            return Buffer.buffer("No trace.\n");
        }
        StringBuilder text = new StringBuilder();
        for (Trace trace : traces) {
            text.append(text.isEmpty() ? "" : "\n");
            append(text, trace, ROWS_IN_A_LIST);
        }
        return Buffer.buffer(text.toString());
    }

    public static Buffer one(Trace trace) {
        StringBuilder text = new StringBuilder();
        append(text, trace, ROWS_OF_ONE);
        return Buffer.buffer(text.toString());
    }

    private static void append(StringBuilder text, Trace trace, int maxRows) {
        TraceSummary summary = trace.summary();
        appendHead(text, summary);
        List<TraceRow> rows = trace.rows();
        List<String> labels = labels(rows.subList(0, Math.min(rows.size(), maxRows)));
        int width = labels.stream().mapToInt(String::length).max().orElse(0);
        for (int i = 0; i < labels.size(); i++) {
            TraceRow row = rows.get(i);
            text.append(padded(labels.get(i), width))
                    .append("  ")
                    .append(bar(row, summary.lengthNanos()))
                    .append(String.format(Locale.ROOT, "%9s", PlainText.duration(row.lengthNanos())))
                    .append(remarks(row))
                    .append('\n');
        }
        int more = rows.size() - labels.size();
        if (more > 0) {
            text.append("... and ").append(more).append(" more spans\n");
        }
        if (summary.droppedSpans() > 0) {
            text.append("... and ").append(summary.droppedSpans()).append(" spans that were too many to be kept\n");
        }
    }

    private static void appendHead(StringBuilder text, TraceSummary trace) {
        List<String> words = new ArrayList<>();
        words.add(trace.traceId());
        words.add(PlainText.time(trace.startNanos()));
        words.add(PlainText.duration(trace.lengthNanos()));
        words.add(PlainText.counted(trace.spans(), "span"));
        words.addAll(PlainText.usage(trace.totals()));
        if (!trace.totals().status().equals("ok")) {
            words.add(trace.totals().status().toUpperCase(Locale.ROOT));
        }
        words.addAll(PlainText.reasons(trace.labels()));
        text.append(String.join("  ", words)).append('\n');
    }

    private static List<String> labels(List<TraceRow> rows) {
        List<String> labels = new ArrayList<>();
        // Whether at this depth a sibling follows.
        List<Position> open = new ArrayList<>();
        for (TraceRow row : rows) {
            while (open.size() > row.depth()) {
                open.remove(open.size() - 1);
            }
            open.add(row.position());
            StringBuilder label = new StringBuilder();
            for (int depth = Math.max(1, row.depth() - MAX_INDENT); depth < row.depth(); depth++) {
                label.append(open.get(depth) == Position.LAST ? "   " : "│  ");
            }
            if (row.depth() > 0) {
                label.append(row.position() == Position.LAST ? "└─ " : "├─ ");
            }
            label.append(PlainText.of(row.span().service()))
                    .append(": ")
                    .append(PlainText.of(row.span().name()));
            labels.add(cut(label.toString()));
        }
        return labels;
    }

    private static String bar(TraceRow row, long traceNanos) {
        StringBuilder bar = new StringBuilder(" ".repeat(BAR));
        int start = column(row.offsetNanos(), traceNanos);
        int end = Math.max(start + 1, column(row.offsetNanos() + row.lengthNanos(), traceNanos));
        for (int i = start; i < Math.min(end, BAR); i++) {
            bar.setCharAt(i, '█');
        }
        for (TraceRow.Gap gap : row.gaps()) {
            int gapEnd = Math.min(end, column(gap.offsetNanos() + gap.lengthNanos(), traceNanos));
            for (int i = column(gap.offsetNanos(), traceNanos); i < gapEnd; i++) {
                bar.setCharAt(i, '░');
            }
        }
        row.span().firstChunkNanos().ifPresent(nanos -> {
            int mark = column(row.offsetNanos() + (long) nanos, traceNanos);
            if (mark < BAR) {
                bar.setCharAt(mark, '◆');
            }
        });
        return bar.toString();
    }

    private static int column(long nanos, long traceNanos) {
        return traceNanos == 0 ? 0 : (int) Math.min(BAR, Math.max(0, (double) nanos / traceNanos * BAR));
    }

    private static String remarks(TraceRow row) {
        TraceSpan span = row.span();
        List<String> remarks = new ArrayList<>();
        if (span.status() == TraceSpan.Status.ERROR) {
            Object type = span.attributes().getOrDefault("error.type", span.statusMessage());
            remarks.add(("ERROR " + PlainText.of(type.toString())).strip());
        } else if (span.cancelled()) {
            remarks.add("cancelled");
        }
        span.model().ifPresent(model -> remarks.add(PlainText.of(model)));
        if (span.inputTokens().isPresent() || span.outputTokens().isPresent()) {
            remarks.add(span.inputTokens().orElse(0) + "→" + span.outputTokens().orElse(0) + " tokens");
        }
        span.cost().ifPresent(amount -> remarks.add(PlainText.cost(span.currency(), amount)));
        span.firstChunkNanos().ifPresent(nanos -> remarks.add("first chunk " + PlainText.duration((long) nanos)));
        for (Note note : row.notes()) {
            remarks.add(
                    switch (note) {
                        case MISSING_PARENT -> "parent not seen here";
                        case CYCLE -> "its own ancestor";
                        case REVERSED_TIMES -> "ends before it begins";
                        case OFF_CLOCK -> "clock is off: " + Instant.ofEpochSecond(0, span.startNanos());
                    });
        }
        return remarks.isEmpty() ? "" : "  " + String.join(", ", remarks);
    }

    private static String cut(String label) {
        return label.length() <= MAX_LABEL ? label : label.substring(0, MAX_LABEL - 1) + "…";
    }

    private static String padded(String label, int width) {
        return label + " ".repeat(width - label.length());
    }
}
