package dev.lintel.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lintel.testing.CollectorResource;
import dev.lintel.testing.Configuration;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.OverOtlp;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import io.opentelemetry.api.trace.TraceId;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No new trace is kept, but that of a caller who keeps it; and answers tell nothing of traces. */
@QuarkusTest
@WithTestResource(RespectedCallerTest.NothingNewAndNothingTold.class)
@WithTestResource(CollectorResource.class)
class RespectedCallerTest extends OverOtlp {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN = "{\"model\":\"gpt-4o\"}";
    private static final String SPAN_ID = "b7ad6b7169203331";

    private final String traceId = newTraceId();

    @ParameterizedTest
    @ValueSource(strings = {"01", "03"})
    void the_trace_of_a_caller_who_keeps_it_is_kept(String flags) {
        HttpHead head = provider(parent(flags) + "tracestate: dd=s:1, 0a=b\r\n");

        assertThat(head.field("traceparent").orElseThrow()).matches("00-" + traceId + "-[0-9a-f]{16}-" + flags);
        assertThat(head.all("tracestate")).containsExactly("dd=s:1, 0a=b");
        assertThat(collector.awaitTrace(traceId, 3))
                .allSatisfy(span -> assertThat(span.span().getTraceState()).isEqualTo("dd=s:1,0a=b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "02"})
    void the_trace_of_a_caller_who_does_not_keep_it_is_not_kept_but_handed_on(String flags) {
        HttpHead head = provider(parent(flags) + "tracestate: dd=s:0\r\n");

        assertThat(head.field("traceparent").orElseThrow())
                .matches("00-" + traceId + "-[0-9a-f]{16}-" + flags)
                .doesNotContain(SPAN_ID, "0000000000000000");
        assertThat(head.all("tracestate")).containsExactly("dd=s:0");
        assertNotExported(traceId);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "traceparent: garbage\r\ntracestate: ot=th:0\r\n"})
    void a_new_trace_is_not_kept_and_carries_no_threshold(String headerLines) {
        HttpHead head = provider(headerLines);

        String traceparent = head.field("traceparent").orElseThrow();
        assertThat(traceparent).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-02");
        assertThat(head.all("tracestate")).isEmpty();
        assertNotExported(traceparent.substring(3, 35));
    }

    @ParameterizedTest
    @MethodSource
    void a_caller_that_leaves_the_decision_to_others_is_decided_about_as_a_new_trace(String headerLines) {
        HttpHead head = provider(headerLines.replace("ID", traceId));

        assertThat(head.field("traceparent").orElseThrow()).matches("00-" + traceId + "-[0-9a-f]{16}-00");
        assertNotExported(traceId);
    }

    static Stream<Arguments> a_caller_that_leaves_the_decision_to_others_is_decided_about_as_a_new_trace() {
        return Stream.of(
                argumentSet("b3", "b3: ID-" + SPAN_ID + "\r\n"),
                argumentSet("b3multi", "x-b3-traceid: ID\r\nx-b3-spanid: " + SPAN_ID + "\r\n"));
    }

    @Test
    void a_caller_in_another_format_who_keeps_its_trace_is_kept() {
        HttpHead head = provider("b3: " + traceId + "-" + SPAN_ID + "-1\r\n");

        assertThat(head.field("traceparent").orElseThrow()).matches("00-" + traceId + "-[0-9a-f]{16}-01");
        assertThat(collector.awaitTrace(traceId, 3)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {47, 48, 49})
    void the_threshold_of_a_caller_stays_only_where_it_is_true(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            long randomness = random.nextLong() & 0xffffffffffffffL;
            long threshold = random.nextBoolean() ? random.nextLong() & 0xffffffffffffffL : randomness;
            boolean explicit = random.nextBoolean();
            boolean sampled = random.nextInt(3) > 0;
            String id = "4bf92f3577b34da6a3" + hex(explicit ? ~randomness & 0xffffffffffffffL : randomness);
            String rv = explicit ? "rv:" + hex(randomness) : "";
            String ot = explicit ? "th:" + hex(threshold) + ";" + rv : "th:" + hex(threshold);

            HttpHead head = provider("traceparent: 00-" + id + "-" + SPAN_ID + (sampled ? "-01" : "-00")
                    + "\r\ntracestate: dd=s:1 ,0a=b,ot=" + ot + ",c= 3\r\n");

            String left = sampled && threshold <= randomness
                    ? "dd=s:1 ,0a=b,ot=" + ot + ",c= 3"
                    : (explicit ? "ot=" + rv + "," : "") + "dd=s:1,0a=b,c= 3";
            assertThat(head.all("tracestate")).as(id + " " + ot).containsExactly(left);
        }
    }

    @Test
    void answers_tell_nothing_of_the_trace() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, parent("01"), PLAIN);
            upstream.next().answer("{}");
            assertTellsNothing(client.readAnswer(), 200);

            client.post(CHAT, parent("01"), "no JSON");
            assertTellsNothing(client.readAnswer(), 400);

            client.send("OPTIONS /nowhere HTTP/1.1\r\nhost: lintel.test\r\n\r\n");
            assertTellsNothing(client.readAnswer(), 404);

            client.post(CHAT, PLAIN);
            upstream.next().startStream().sendChunk("data: [DONE]\n\n").endStream();
            assertTellsNothing(client.readAnswer(), 200);
        }
    }

    @Test
    void what_the_provider_tells_passes() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post(CHAT, parent("01"), PLAIN);
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.end("HTTP/1.1 200 OK\r\ntraceresponse: its-own\r\nserver-timing: db;dur=1\r\n"
                    + "x-request-id: req_1\r\ncontent-length: 0\r\n\r\n");
            HttpHead head = client.readAnswer().head();
            assertThat(head.all("traceresponse")).containsExactly("its-own");
            assertThat(head.all("server-timing")).containsExactly("db;dur=1");
            assertThat(head.all("x-request-id")).containsExactly("req_1");
        }
    }

    private static void assertTellsNothing(Answer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.head().all("traceresponse")).isEmpty();
        assertThat(answer.head().all("server-timing")).isEmpty();
        assertThat(answer.head().all("x-request-id")).isEmpty();
    }

    // What is exported comes in the order of its end: after a later trace, nothing of an earlier one.
    private void assertNotExported(String earlier) {
        String later = newTraceId();
        provider("traceparent: 00-" + later + "-" + SPAN_ID + "-01\r\n");
        collector.awaitTrace(later, 3);
        assertThat(collector.spans()).noneMatch(span -> span.traceId().equals(earlier));
    }

    /** What the provider gets of a call with these header lines. */
    private HttpHead provider(String headerLines) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, headerLines, PLAIN)) {
            Exchange exchange = upstream.next();
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            return exchange.head();
        }
    }

    private String parent(String flags) {
        return "traceparent: 00-" + traceId + "-" + SPAN_ID + "-" + flags + "\r\n";
    }

    private static String hex(long randomness) {
        return String.format("%014x", randomness);
    }

    private static String newTraceId() {
        return TraceId.fromLongs(
                ThreadLocalRandom.current().nextLong(),
                ThreadLocalRandom.current().nextLong());
    }

    /** The configuration. */
    public static final class NothingNewAndNothingTold extends Configuration {

        @Override
        public Map<String, String> start() {
            return Map.of(
                    "tracing.random_sampling", "0",
                    "tracing.response_headers", "false",
                    "tracing.propagators", "tracecontext,baggage,b3,b3multi");
        }
    }
}
