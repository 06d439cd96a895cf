package dev.lintel.process.keys;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Every key that there is. They are those of the mappings, written down once more, for nothing can look into these in an
 * executable; a test holds the two equal.
 */
public final class KnownKeys {

    private static final String WRITTEN = """
            callers.<name>.budget_per_day number
            callers.<name>.key_file text
            callers.<name>.key_sha256 list
            callers.<name>.models list
            callers.<name>.requests_per_minute integer
            callers.<name>.tokens_per_minute integer
            demo.enabled boolean
            export.in_flight integer
            export.queue size
            limits.redis text
            limits.when_redis_is_down choice closed open
            listener.admin_port port
            listener.allowed_origins list
            listener.body_timeout duration
            listener.head_timeout duration
            listener.host text
            listener.idle_timeout duration
            listener.keep_alive duration
            listener.max_body_size size
            listener.max_calls integer
            listener.max_held size
            listener.port port
            listener.tls.certificate text
            listener.tls.key text
            listener.trusted_proxies list
            model_aliases.<name>.targets list
            model_aliases.<name>.targets[].model text
            model_aliases.<name>.targets[].weight integer
            prices.file text
            providers.<name>.access_key text
            providers.<name>.base_url text
            providers.<name>.breaker.failures integer
            providers.<name>.breaker.open_for duration
            providers.<name>.breaker.within duration
            providers.<name>.connect_timeout duration
            providers.<name>.default boolean
            providers.<name>.first_byte_timeout duration
            providers.<name>.forward_authorization boolean
            providers.<name>.headers.<name> text
            providers.<name>.http2 boolean
            providers.<name>.idle_timeout duration
            providers.<name>.include_usage boolean
            providers.<name>.kind choice anthropic azure openai
            providers.<name>.max_calls integer
            providers.<name>.models list
            providers.<name>.propagate choice all none trace
            providers.<name>.provider_name text
            providers.<name>.proxy text
            providers.<name>.query.<name> text
            providers.<name>.retry.attempts integer
            providers.<name>.retry.backoff duration
            providers.<name>.retry.max_backoff duration
            providers.<name>.tls.certificate text
            providers.<name>.tls.key text
            providers.<name>.tls.trust text
            providers.<name>.total_timeout duration
            providers.<name>.websocket boolean
            shutdown.drain_timeout duration
            shutdown.flush_timeout duration
            shutdown.quiet_period duration
            tracing.capture_content choice attributes events none
            tracing.content_limit size
            tracing.flush choice interval on_response
            tracing.keep.costlier_than number
            tracing.keep.errors boolean
            tracing.keep.first_chunk_slower_than duration
            tracing.keep.max_per_second integer
            tracing.keep.slower_than duration
            tracing.max_traces_per_second integer
            tracing.parent_sampling choice ignore respect
            tracing.propagators list b3 b3multi baggage datadog tracecontext xray
            tracing.random_sampling number
            tracing.redact.<name> text
            tracing.response_headers boolean
            tracing.session_headers list
            tracing.span_attributes.baggage list
            tracing.span_attributes.header_prefixes list
            tracing.span_attributes.static.<name> text
            viewer.access_key text
            viewer.enabled boolean
            viewer.max_memory size
            viewer.max_spans_per_trace integer
            viewer.max_traces integer
            """;

    /** Each of them. */
    public static final List<Key> ALL = WRITTEN.lines().map(KnownKeys::key).toList();

    /** The names of the sections. */
    public static final SortedSet<String> SECTIONS =
            ALL.stream().map(key -> key.path().step(0)).collect(Collectors.toCollection(TreeSet::new));

    private KnownKeys() {}

    private static Key key(String line) {
        List<String> words = List.of(line.split(" "));
        return new Key(
                PropertyName.of(words.get(0)),
                Kind.valueOf(words.get(1).toUpperCase(Locale.ROOT)),
                words.subList(2, words.size()));
    }

    /** The key that a property is a value of. */
    public static Optional<Key> of(PropertyName property) {
        return ALL.stream().filter(key -> key.matches(property)).findFirst();
    }

    /** Whether a property is a value of a key. */
    public static boolean isKey(String name) {
        return mayBeInSection(name) && of(PropertyName.of(name)).isPresent();
    }

    // At a start thousands of names are looked at, most of which are none of Lintel's.
    private static boolean mayBeInSection(String name) {
        int end = name.indexOf('.');
        return end > 0 && (name.charAt(0) == '%' || name.charAt(0) == '"' || SECTIONS.contains(name.substring(0, end)));
    }

    /** Whether a property stands in one of the sections, or is one. */
    public static boolean isInSection(PropertyName property) {
        return property.size() > 0 && SECTIONS.contains(property.step(0));
    }

    /** The key that the first steps of a property are, where more stands below it. */
    static Optional<Key> above(PropertyName property) {
        int known = known(property);
        return ALL.stream()
                .filter(key -> key.path().size() == known && known < property.size() && key.leadsTo(property, known))
                .findFirst();
    }

    /** How many of a property's first steps lead to keys. */
    static int known(PropertyName property) {
        return IntStream.rangeClosed(0, property.size())
                .filter(steps -> ALL.stream().anyMatch(key -> key.leadsTo(property, steps)))
                .max()
                .orElse(0);
    }

    /** What may stand behind the first steps of a property. */
    static SortedSet<String> behind(PropertyName property, int steps) {
        return ALL.stream()
                .filter(key -> key.path().size() > steps && key.leadsTo(property, steps))
                .map(key -> key.path().step(steps))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those that stand in entries of a map, which is a section. */
    public static Stream<Key> inEntriesOf(String section) {
        return ALL.stream()
                .filter(key -> key.path().step(0).equals(section)
                        && key.path().step(1).equals(PropertyName.ANY)
                        && !key.path().steps().contains(PropertyName.EACH));
    }
}
