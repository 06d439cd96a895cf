package dev.lintel.viewer.store.span;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpanDraftTest {

    private static final String TRACE_ID = ExampleSpan.traceId(2);
    private static final String SPAN_ID = ExampleSpan.spanId(3);

    private final SpanDraft draft = new SpanDraft();

    @BeforeEach
    void give_it_ids() {
        draft.traceId(ExampleSpan.traceId(1));
        draft.spanId(ExampleSpan.spanId(1));
    }

    @Test
    void has_its_events_and_links() {
        draft.event("event", 7, draft.eventAttributes());
        draft.link(TRACE_ID, SPAN_ID);

        assertThat(span().events()).containsExactly(new TraceSpan.Event("event", 7, Map.of()));
        assertThat(span().links()).containsExactly(new TraceSpan.Link(TRACE_ID, SPAN_ID));
        assertThat(span().dropped()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "00000000000000000000000000000000, 0000000000000003",
        "00000000000000000000000000000002, 0000000000000000",
        "0000000000000002, 0000000000000003",
        "00000000000000000000000000000002, ''",
        "'', 0000000000000003",
    })
    void has_no_link_without_valid_ids(String traceId, String spanId) {
        draft.link(traceId, spanId);

        assertThat(span().links()).isEmpty();
    }

    @Test
    void has_no_events_and_links_beyond_its_allowance_and_counts_them() {
        for (int value = 0; value < 1024; value++) {
            assertThat(draft.allowance().takeValue()).isTrue();
        }
        draft.event("event", 7, draft.eventAttributes());
        draft.link(TRACE_ID, SPAN_ID);

        assertThat(span().events()).isEmpty();
        assertThat(span().links()).isEmpty();
        assertThat(span().dropped()).isEqualTo(2);
    }

    private TraceSpan span() {
        return draft.toSpan(Resource.UNKNOWN).orElseThrow();
    }
}
