package dev.lintel.viewer.store.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lintel.http.Glob;
import dev.lintel.viewer.store.TraceStore;
import dev.lintel.viewer.store.span.ExampleSpan;
import dev.lintel.viewer.store.trace.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TraceQueryTest {

    private long now;
    private TraceStore store;

    @BeforeEach
    void fill() {
        store = new TraceStore(new TraceStore.Limits(100, 100, 1 << 20), () -> Instant.ofEpochMilli(now));
        store.add(ExampleSpan.of(1, 1).by("shop").named("buy").at(0, 5_000).made());
        store.add(ExampleSpan.of(1, 2)
                .below(1)
                .by("lintel")
                .with("gen_ai.request.model", "gpt-4o-mini")
                .with("tags", List.of("red", "blue"))
                .with("http.response.status_code", 200L)
                .made());
        now = 60_000;
        store.add(ExampleSpan.of(2, 1)
                .by("lintel")
                .failed()
                .with("gen_ai.request.model", "llama-3")
                .with("note", "50% Off")
                .with("lintel.agent.type", "Explore")
                .with("lintel.agent.id", "a3f")
                .with("gen_ai.conversation.id", "s-7")
                .with("lintel.caller", "team-a")
                .made());
        now = 120_000;
        store.add(ExampleSpan.of(3, 1)
                .by("lintel")
                .with("lintel.outcome", "cancelled")
                .happened("broke", "reason", "Out of Memory")
                .made());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                 | 3 2 1",
                "limit=1                          | 3",
                "limit=2                          | 3 2",
                "limit=1000                       | 3 2 1",
                "service=shop                     | 1",
                "service=l*                       | 3 2 1",
                "model=gpt-*                      | 1",
                "where=gen_ai.request.model=gpt-4o* | 1",
                "where=gen_ai.request.model       | 2 1",
                "where=gen_ai.request.model=gpt   | ",
                "where=service.name=shop          | 1",
                "where=http.response.status_code=200 | 1",
                "where=tags=blue                  | 1",
                "where=tags=b*                    | 1",
                "where=tags=green                 | ",
                "where=tags=blue&where=nothing    | ",
                "session=s-7                      | 2",
                "session=s-*                      | 2",
                "session=s                        | ",
                "agent=Explore                    | 2",
                "agent=a3*                        | 2",
                "agent=other                      | ",
                "caller=team-a                    | 2",
                "caller=*                         | 2",
                "caller=team                      | ",
                "status=error                     | 2",
                "status=cancelled                 | 3",
                "status=ok                        | 1",
                "min_duration=1s                  | 1",
                "min_duration=5s                  | 1",
                "min_duration=5000001us           | ",
                "max_duration=999ms               | 3 2",
                "max_duration=5s                  | 3 2 1",
                "max_duration=4999999us           | 3 2",
                "max_duration=1h                  | 3 2 1",
                "min_duration=1d                  | ",
                "q=BUY                            | 1",
                "q=50% off                        | 2",
                "q=shop                           | 1",
                "q=Broke                          | 3",
                "q=REASON                         | 3",
                "q=of memory                      | 3",
                "since=59999ms                    | 3",
                "since=60s                        | 3 2",
                "since=1.5m&service=lintel        | 3 2",
                "since=                           | 3 2 1",
            })
    void finds_what_is_asked_for(String query, String traces) {
        List<String> expected = new ArrayList<>();
        for (String trace : traces == null ? new String[0] : traces.split(" ", -1)) {
            expected.add(ExampleSpan.traceId(Integer.parseInt(trace)));
        }

        assertThat(read(query).of(store)).extracting(Trace::id).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit=0                | limit        | limit: '0' is not a number from 1 to 1000",
                "limit=1001             | limit        | limit: '1001' is not a number from 1 to 1000",
                "limit=many             | limit        | limit: 'many' is not a number from 1 to 1000",
                "limit=99999999999      | limit        | limit: '99999999999' is not a number from 1 to 1000",
                "since=yesterday        | since        | since: 'yesterday' is not a duration such as",
                "min_duration=1         | min_duration | min_duration: '1' is not a duration such as",
                "max_duration=-1s       | max_duration | max_duration: '-1s' is not a duration such as",
                "status=fine            | status       | status: 'fine' is not one of ok, error, cancelled",
                "where==x               | where        | where: '=x' is not attribute=value",
                "mindur=1s              | mindur       | mindur: there is no such parameter; there are where,",
            })
    void says_what_is_wrong(String query, String parameter, String why) {
        assertThatExceptionOfType(BadQueryException.class)
                .isThrownBy(() -> read(query))
                .satisfies(refused -> assertThat(refused.parameter()).isEqualTo(parameter))
                .withMessageStartingWith(why);
    }

    @ParameterizedTest
    @CsvSource({"since=1h, true", "since=, false", "limit=2&min_duration=1s, false"})
    void only_an_answer_that_reaches_back_changes_with_time(String query, boolean changes) {
        assertThat(read(query).dependsOnTime()).isEqualTo(changes);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt, gpt, true",
        "gpt, gpt-4, false",
        "gpt*, gpt, true",
        "*4*, gpt-4o, true",
        "g*4*o, gpt-4o, true",
        "ab*ba, aba, false",
        "ab*ba, abba, true",
        "ab*ba, abcba, true",
        "a*a, a, false",
        "a*a, aa, true",
        "a*b*a, aba, true",
        "a*ab*b, ab, false",
        "a*ab*b, aabb, true",
        "a*ba*a, aba, false",
        "a*ba*a, abaa, true",
        "*aa*aa*, aaa, false",
        "*aa*aa*, aaaa, true",
        "*a*a*, a, false",
        "*, anything, true",
        "GPT*, gpt-4, false",
    })
    void a_star_stands_for_anything(String pattern, String text, boolean matches) {
        assertThat(Glob.of(pattern).matches(text)).isEqualTo(matches);
    }

    @Test
    void a_pattern_made_to_be_slow_is_not() {
        assertThat(Glob.of("*a".repeat(5_000) + "b").matches("a".repeat(200_000)))
                .isFalse();
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
