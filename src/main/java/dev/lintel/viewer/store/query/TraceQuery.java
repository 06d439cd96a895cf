package dev.lintel.viewer.store.query;

import dev.lintel.http.Glob;
import dev.lintel.viewer.store.TraceStore;
import dev.lintel.viewer.store.span.TraceSpan;
import dev.lintel.viewer.store.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which traces are asked for: all conditions hold, each by any of a trace's spans. */
public final class TraceQuery {

    private static final int MAX_LIMIT = 1000;
    private static final Set<String> STATUSES = Set.of("ok", "error", "cancelled");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(us|ms|s|m|h|d)");

    private final List<Predicate<Trace>> conditions = new ArrayList<>();
    private final List<Glob> sessions = new ArrayList<>();
    private int limit;
    private Duration since = Duration.ZERO;

    private TraceQuery(int limit) {
        this.limit = limit;
    }

    /**
     * Reads a query.
     *
     * @throws BadQueryException for a parameter or a value that there is not
     */
    public static TraceQuery of(Iterable<Map.Entry<String, String>> parameters, int defaultLimit) {
        TraceQuery query = new TraceQuery(defaultLimit);
        for (Map.Entry<String, String> parameter : parameters) {
            if (!parameter.getValue().isEmpty()) {
                query.add(parameter.getKey(), parameter.getValue());
            }
        }
        return query;
    }

    /** The traces that are asked for, as many as are wanted, those begun last first. */
    public List<Trace> of(TraceStore store) {
        return matching(store).limit(limit).toList();
    }

    /** All traces that are asked for, those begun last first. */
    public Stream<Trace> matching(TraceStore store) {
        long earliest = since.isZero() ? Long.MIN_VALUE : store.nowMillis() - since.toMillis();
        return store.newestFirst()
                .filter(trace -> trace.lastSeenMillis() >= earliest)
                .filter(trace -> conditions.stream().allMatch(condition -> condition.test(trace)));
    }

    /** How many are wanted. */
    public int limit() {
        return limit;
    }

    /** Whether a session of a trace that is asked for is asked for itself. */
    public boolean wantsSession(String id) {
        return sessions.stream().allMatch(session -> session.matches(id));
    }

    /** Whether the answer may change although the store does not. */
    public boolean dependsOnTime() {
        return !since.isZero();
    }

    private void add(String name, String value) {
        switch (name) {
            case "limit" -> limit = limit(value);
            case "since" -> since = duration(name, value);
            case "min_duration" -> {
                long least = duration(name, value).toNanos();
                conditions.add(trace -> trace.summary().lengthNanos() >= least);
            }
            case "max_duration" -> {
                long most = duration(name, value).toNanos();
                conditions.add(trace -> trace.summary().lengthNanos() <= most);
            }
            case "status" -> conditions.add(status(value));
            case "service" -> conditions.add(named(value, span -> Stream.of(span.service())));
            case "model" -> conditions.add(named(value, span -> span.model().stream()));
            case "session" -> {
                sessions.add(Glob.of(value));
                conditions.add(named(value, span -> span.session().stream()));
            }
            case "agent" -> conditions.add(named(value, TraceSpan::agents));
            case "caller" -> conditions.add(named(value, span -> span.caller().stream()));
            case "where" -> conditions.add(attribute(value));
            case "q" -> conditions.add(anySpan(new TextSearch(value)));
            default ->
                throw new BadQueryException(
                        name,
                        "there is no such parameter; there are where, service, model, session, agent, caller, status, q,"
                                + " since, min_duration, max_duration and limit");
        }
    }

    private static Predicate<Trace> named(String pattern, Function<TraceSpan, Stream<String>> names) {
        Glob wanted = Glob.of(pattern);
        return anySpan(span -> names.apply(span).anyMatch(wanted::matches));
    }

    private static Predicate<Trace> anySpan(Predicate<TraceSpan> condition) {
        return trace -> trace.spans().stream().anyMatch(condition);
    }

    private static Predicate<Trace> status(String value) {
        String wanted = value.toLowerCase(Locale.ROOT);
        if (!STATUSES.contains(wanted)) {
            throw new BadQueryException("status", "'" + value + "' is not one of ok, error, cancelled");
        }
        return trace -> switch (wanted) {
            case "error" -> trace.summary().totals().errors() > 0;
            case "cancelled" -> trace.summary().totals().cancelled() > 0;
            default -> trace.summary().totals().status().equals("ok");
        };
    }

    private static Predicate<Trace> attribute(String condition) {
        int equals = condition.indexOf('=');
        String key = equals < 0 ? condition : condition.substring(0, equals);
        if (key.isBlank()) {
            throw new BadQueryException("where", "'" + condition + "' is not attribute=value");
        }
        Glob value = Glob.of(equals < 0 ? "*" : condition.substring(equals + 1));
        return anySpan(span -> has(span.attributes().get(key), value)
                || has(span.resource().attributes().get(key), value));
    }

    private static boolean has(@Nullable Object value, Glob wanted) {
        if (value instanceof List<?> elements) {
            return elements.stream().anyMatch(element -> wanted.matches(element.toString()));
        }
        return value != null && wanted.matches(value.toString());
    }

    private static int limit(String value) {
        if (!value.matches("\\d{1,6}") || Integer.parseInt(value) < 1 || Integer.parseInt(value) > MAX_LIMIT) {
            throw new BadQueryException("limit", "'" + value + "' is not a number from 1 to " + MAX_LIMIT);
        }
        return Integer.parseInt(value);
    }

    private static Duration duration(String name, String value) {
        Matcher duration = DURATION.matcher(value);
        if (!duration.matches()) {
            throw new BadQueryException(name, "'" + value + "' is not a duration such as 250ms, 1.5s, 30m, 2h or 1d");
        }
        double nanosPerUnit = switch (duration.group(2)) {
            case "us" -> 1e3;
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            default -> 86_400e9;
        };
        return Duration.ofNanos((long) (Double.parseDouble(duration.group(1)) * nanosPerUnit));
    }
}
