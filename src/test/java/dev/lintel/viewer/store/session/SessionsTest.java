package dev.lintel.viewer.store.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.viewer.store.TraceStore;
import dev.lintel.viewer.store.query.TraceQuery;
import dev.lintel.viewer.store.span.ExampleSpan;
import dev.lintel.viewer.store.trace.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SessionsTest {

    private TraceStore store;

    @BeforeEach
    void fill() {
        store = new TraceStore(new TraceStore.Limits(4, 100, 1 << 20), () -> Instant.EPOCH);
        store.add(call(1, "a", 1_000, 1_500).with("lintel.caller", "team-a").made());
        // Its clock is behind: it came later, and began before.
        store.add(call(2, "a", 400, 2_500)
                .failed()
                .with("gen_ai.usage.input_tokens", 7L)
                .made());
        store.add(call(3, "b", 3_000, 3_100).with("lintel.agent.id", "a1").made());
        store.add(ExampleSpan.of(4, 1).made());
    }

    @Test
    void a_session_is_what_its_traces_come_to() {
        Session session = Sessions.find(store, "a").orElseThrow();

        assertThat(session.traces()).extracting(Trace::id).isEqualTo(ids(2, 1));
        assertThat(session.totals().turns()).isEqualTo(2);
        assertThat(session.totals().errors()).isEqualTo(1);
        assertThat(session.totals().inputTokens()).hasValue(17);
        assertThat(session.startNanos()).isEqualTo(ExampleSpan.START_NANOS + TimeUnit.MILLISECONDS.toNanos(400));
        assertThat(session.lengthNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(2_100));
        assertThat(session.labels().callers()).containsExactly("team-a");
    }

    @Test
    void there_is_none_of_which_no_trace_is_kept_any_more() {
        assertThat(Sessions.find(store, "c")).isEmpty();

        store.add(ExampleSpan.of(5, 1).made());
        assertThat(Sessions.find(store, "a").orElseThrow().traces())
                .extracting(Trace::id)
                .isEqualTo(ids(2));

        store.add(ExampleSpan.of(6, 1).made());
        assertThat(Sessions.find(store, "a")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                 | b:1 a:2",
                "limit=1          | b:1",
                "status=error     | a:2",
                "caller=team-*    | a:2",
                "agent=a1         | b:1",
                "session=a        | a:2",
                "session=c        | ",
                "service=nobody   | ",
            })
    void sessions_are_found_by_any_of_their_traces(String query, String found) {
        assertThat(Sessions.find(store, read(query)).stream()
                        .map(session -> session.id() + ":" + session.traces().size()))
                .containsExactly(found == null ? new String[0] : found.split(" "));
    }

    @Test
    void of_the_sessions_of_one_trace_that_is_found_which_is_sought() {
        store.add(ExampleSpan.of(3, 2)
                .below(1)
                .with("gen_ai.conversation.id", "b2")
                .made());

        assertThat(Sessions.find(store, read("session=b*")))
                .extracting(Session::id)
                .containsExactly("b", "b2");
        assertThat(Sessions.find(store, read("session=*2")))
                .extracting(Session::id)
                .containsExactly("b2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {" | 2 1", "limit=1 | 2", "status=ok | 1", "limit=1&status=ok | 1"})
    void of_a_session_the_newest_traces_that_are_asked_for_stand_in_order(String query, String traces) {
        Session session = Sessions.find(store, "a").orElseThrow();

        assertThat(Sessions.traces(store, session, read(query)))
                .extracting(Trace::id)
                .isEqualTo(ids(List.of(traces.split(" ")).stream()
                        .mapToInt(Integer::parseInt)
                        .toArray()));
    }

    @Test
    void of_traces_that_begin_at_once_the_older_stands_first() {
        store.add(call(5, "d", 0, 10).made());
        store.add(call(6, "d", 0, 10).made());

        assertThat(Sessions.find(store, "d").orElseThrow().traces())
                .extracting(Trace::id)
                .isEqualTo(ids(5, 6));
    }

    private static ExampleSpan call(int trace, String session, long startMillis, long endMillis) {
        return ExampleSpan.of(trace, 1)
                .at(startMillis, endMillis)
                .with("gen_ai.operation.name", "chat")
                .with("gen_ai.conversation.id", session)
                .with("gen_ai.usage.input_tokens", 10L);
    }

    private static List<String> ids(int... traces) {
        List<String> ids = new ArrayList<>();
        for (int trace : traces) {
            ids.add(ExampleSpan.traceId(trace));
        }
        return ids;
    }

    private static TraceQuery read(String query) {
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        for (String parameter : query == null ? new String[0] : query.split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            parameters.add(Map.entry(parts[0], parts[1]));
        }
        return TraceQuery.of(parameters, 50);
    }
}
