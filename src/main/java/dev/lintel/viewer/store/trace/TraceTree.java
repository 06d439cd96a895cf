package dev.lintel.viewer.store.trace;

import dev.lintel.viewer.store.span.TraceSpan;
import dev.lintel.viewer.store.trace.TraceRow.Note;
import dev.lintel.viewer.store.trace.TraceRow.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The spans of a trace in the order of a depth-first walk, children by their start. Whatever the spans say of their parents,
 * each stands in it once: those whose parent is not here, and one of each cycle, are roots.
 */
final class TraceTree {

    private final TimeWindow window;
    private final Map<String, List<TraceSpan>> children = new HashMap<>();
    private final Comparator<TraceSpan> byStart;
    private final Set<String> placed = new HashSet<>();
    private final List<TraceRow> rows = new ArrayList<>();

    private TraceTree(TimeWindow window) {
        this.window = window;
        this.byStart = Comparator.comparingLong(window::offset);
    }

    static List<TraceRow> rows(Map<String, TraceSpan> spans, TimeWindow window) {
        TraceTree tree = new TraceTree(window);
        tree.place(spans);
        return tree.rows;
    }

    private void place(Map<String, TraceSpan> spans) {
        List<TraceSpan> roots = new ArrayList<>();
        for (TraceSpan span : spans.values()) {
            if (span.parentId().isEmpty() || !spans.containsKey(span.parentId())) {
                roots.add(span);
            } else {
                children.computeIfAbsent(span.parentId(), parent -> new ArrayList<>(2))
                        .add(span);
            }
        }
        children.values().forEach(siblings -> siblings.sort(byStart));
        roots.sort(byStart);
        for (TraceSpan root : roots) {
            walk(root, root.parentId().isEmpty() ? EnumSet.noneOf(Note.class) : EnumSet.of(Note.MISSING_PARENT));
        }
        if (placed.size() < spans.size()) {
            placeCycles(spans.values());
        }
    }

    private void placeCycles(Collection<TraceSpan> spans) {
        for (TraceSpan span : spans.stream().sorted(byStart).toList()) {
            if (!placed.contains(span.spanId())) {
                walk(span, EnumSet.of(Note.CYCLE));
            }
        }
    }

    // Without recursion: a trace may be as deep as it has spans.
    private void walk(TraceSpan root, Set<Note> rootNotes) {
        Deque<Step> steps = new ArrayDeque<>();
        steps.push(new Step(root, 0, Position.LAST, rootNotes));
        placed.add(root.spanId());
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            List<TraceSpan> below = children.getOrDefault(step.span.spanId(), List.of()).stream()
                    .filter(child -> placed.add(child.spanId()))
                    .toList();
            rows.add(row(step, below));
            for (int i = below.size() - 1; i >= 0; i--) {
                Position position = i == below.size() - 1 ? Position.LAST : Position.BETWEEN;
                steps.push(new Step(below.get(i), step.depth + 1, position, EnumSet.noneOf(Note.class)));
            }
        }
    }

    private TraceRow row(Step step, List<TraceSpan> below) {
        TraceSpan span = step.span;
        if (span.endNanos() < span.startNanos()) {
            step.notes.add(Note.REVERSED_TIMES);
        }
        if (!window.holds(span)) {
            step.notes.add(Note.OFF_CLOCK);
        }
        OwnTime own = OwnTime.of(span, below, window);
        return new TraceRow(
                span,
                step.depth,
                step.position,
                window.offset(span),
                window.length(span),
                own.nanos(),
                own.gaps(),
                step.notes);
    }

    private record Step(TraceSpan span, int depth, Position position, Set<Note> notes) {}
}
