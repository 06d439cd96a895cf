package dev.lintel.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * W3C Trace Context, levels 1 and 2: what the client sends, byte by byte, and what the provider gets. Each case is a
 * plain call and a streamed one.
 */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class W3cTraceContextTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN = "{\"model\":\"gpt-4o\"}";
    private static final String STREAM =
            "{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";

    private static final String TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT_ID = "b7ad6b7169203331";
    private static final String TRACEPARENT = "00-" + TRACE_ID + "-" + PARENT_ID + "-01";
    private static final String PARENT = "traceparent: " + TRACEPARENT;
    private static final String TRACEPARENT_FORM = "00-[0-9a-f]{32}-[0-9a-f]{16}-0[0-3]";

    @ParameterizedTest
    @MethodSource
    void the_trace_is_continued_with(List<String> lines) {
        for (HttpHead head : received(lines)) {
            String traceparent = traceparent(head);
            assertThat(traceparent).startsWith("00-" + TRACE_ID + "-").doesNotContain(PARENT_ID);
            assertThat(head.all("tracestate")).isEmpty();
        }
    }

    static Stream<Arguments> the_trace_is_continued_with() {
        return Stream.of(
                with("a traceparent alone", PARENT),
                with("a name with capitals", "TraceParent: " + TRACEPARENT),
                with("a name in mixed case", "tRaCePaReNt: " + TRACEPARENT),
                with("a name in capitals", "TRACEPARENT: " + TRACEPARENT),
                with("no space before the value", "traceparent:" + TRACEPARENT),
                with("more spaces before the value", "traceparent:   " + TRACEPARENT),
                with("a tab before the value", "traceparent:\t" + TRACEPARENT),
                with("a space behind the value", PARENT + " "),
                with("a tab behind the value", PARENT + "\t"),
                with("spaces and tabs on both sides of the value", "traceparent: \t " + TRACEPARENT + " \t "),
                with("a later version", "traceparent: cc" + TRACEPARENT.substring(2)),
                with(
                        "a later version that has more fields",
                        "traceparent: cc" + TRACEPARENT.substring(2) + "-more-to-come"),
                with(
                        "a later version that has an empty field more",
                        "traceparent: 01" + TRACEPARENT.substring(2) + "-"),
                with("the latest version there can be", "traceparent: fe" + TRACEPARENT.substring(2)));
    }

    @ParameterizedTest
    @MethodSource
    void a_new_trace_is_started_with(List<String> lines) {
        Set<String> started = new HashSet<>();
        for (HttpHead head : received(lines)) {
            String traceId = traceparent(head).substring(3, 35);
            assertThat(traceparent(head)).endsWith("-03").doesNotContain(PARENT_ID);
            assertThat(String.join("\n", lines)).doesNotContain(traceId);
            assertThat(head.all("tracestate")).containsExactly("ot=th:0");
            started.add(traceId);
        }
        assertThat(started).hasSize(2);
    }

    static Stream<Arguments> a_new_trace_is_started_with() {
        String twin = PARENT.replace("319c", "319d");
        return Stream.of(
                with("neither header"),
                with("a tracestate alone", "tracestate: foo=1"),
                with("a tracestate of several members alone", "tracestate: foo=1,bar=2"),
                with("two traceparents", PARENT, twin),
                with("two traceparents that are alike", PARENT, PARENT),
                with("two traceparents of which one is invalid", PARENT, "traceparent: garbage"),
                with("two traceparents in one line", PARENT + "," + TRACEPARENT),
                with("two traceparents in different cases", PARENT, "TRACEPARENT: " + TRACEPARENT),
                with("two traceparents and a tracestate", PARENT, "tracestate: foo=1", twin),
                with("a dash in the name", "trace-parent: " + TRACEPARENT),
                with("a dot in the name", "trace.parent: " + TRACEPARENT),
                with("an empty value", "traceparent:"),
                with("a dot behind the first version", PARENT + "."),
                with("more fields than the first version has", PARENT + "-more-to-come"),
                with("an empty field more than the first version has", PARENT + "-"),
                with("no dash before more of a later version", "traceparent: cc" + TRACEPARENT.substring(2) + ".more"),
                with("version ff", "traceparent: ff" + TRACEPARENT.substring(2)),
                with("version ff and more", "traceparent: ff" + TRACEPARENT.substring(2) + "-more"),
                with("a version with a dot before", "traceparent: .0" + TRACEPARENT.substring(2)),
                with("a version with a dot behind", "traceparent: 0." + TRACEPARENT.substring(2)),
                with("a version in capitals", "traceparent: CC" + TRACEPARENT.substring(2)),
                with("a version of three digits", "traceparent: 0" + TRACEPARENT),
                with("a version of four digits", "traceparent: 00" + TRACEPARENT),
                with("a version of one digit", "traceparent: " + TRACEPARENT.substring(1)),
                with("a trace id of zeros", PARENT.replace(TRACE_ID, "0".repeat(32))),
                with("a trace id with a dot before", PARENT.replace(TRACE_ID, "." + TRACE_ID.substring(1))),
                with("a trace id with a dot behind", PARENT.replace(TRACE_ID, TRACE_ID.substring(0, 31) + ".")),
                with("a trace id in capitals", PARENT.replace(TRACE_ID, "0AF7651916CD43DD8448EB211C80319C")),
                with("a trace id of 33 digits", PARENT.replace(TRACE_ID, TRACE_ID + "3")),
                with("a trace id of 31 digits", PARENT.replace(TRACE_ID, TRACE_ID.substring(1))),
                with("a parent id of zeros", PARENT.replace(PARENT_ID, "0".repeat(16))),
                with("a parent id with a dot before", PARENT.replace(PARENT_ID, "." + PARENT_ID.substring(1))),
                with("a parent id with a dot behind", PARENT.replace(PARENT_ID, PARENT_ID.substring(0, 15) + ".")),
                with("a parent id in capitals", PARENT.replace(PARENT_ID, "B7AD6B7169203331")),
                with("a parent id of 17 digits", PARENT.replace(PARENT_ID, PARENT_ID + "3")),
                with("a parent id of 15 digits", PARENT.replace(PARENT_ID, PARENT_ID.substring(1))),
                with("flags with a dot before", withFlags(".0")),
                with("flags with a dot behind", withFlags("0.")),
                with("flags in capitals", withFlags("0A")),
                with("flags of three digits", withFlags("001")),
                with("flags of one digit", withFlags("1")),
                with("no flags", withFlags("")),
                with("a space in the middle", "traceparent: 00 -" + TRACEPARENT.substring(3)));
    }

    @ParameterizedTest
    @CsvSource({"00,00", "01,01", "02,02", "03,03", "ff,03", "fc,00"})
    void the_flags_are_handed_on_as_far_as_they_are_known(String sent, String handedOn) {
        for (HttpHead head : received(List.of(withFlags(sent)))) {
            assertThat(traceparent(head)).startsWith("00-" + TRACE_ID + "-").endsWith("-" + handedOn);
        }
    }

    @ParameterizedTest
    @MethodSource
    void a_tracestate_is_handed_on_that_has(List<String> lines, String handedOn) {
        for (String flags : List.of("00", "01")) {
            for (HttpHead head : received(withParent(flags, lines))) {
                assertThat(traceparent(head)).startsWith("00-" + TRACE_ID + "-").endsWith("-" + flags);
                assertThat(head.all("tracestate")).containsExactly(handedOn);
            }
        }
    }

    static Stream<Arguments> a_tracestate_is_handed_on_that_has() {
        String key = letters() + "0123456789_-*/";
        return Stream.of(
                state("members in one line", "foo=1,bar=2"),
                state("a name with capitals", "foo=1", "TraceState: foo=1"),
                state("a name in mixed case", "foo=1", "tRaCeStAtE: foo=1"),
                state("a name in capitals", "foo=1", "TRACESTATE: foo=1"),
                state("an empty line behind", "foo=1,", "tracestate: foo=1", "tracestate:"),
                state("an empty line before", ",foo=1", "tracestate:", "tracestate: foo=1"),
                state(
                        "members in several lines",
                        "foo=1,bar=2,rojo=1,congo=2,baz=3",
                        "tracestate: foo=1,bar=2",
                        "tracestate: rojo=1,congo=2",
                        "tracestate: baz=3"),
                state(
                        "members in several lines with others between",
                        "foo=1,bar=2,baz=3",
                        "tracestate: foo=1",
                        "x-other: 1",
                        "TraceState: bar=2",
                        "x-other: 2",
                        "tracestate: baz=3"),
                state("a key twice with one value", "foo=1,foo=1"),
                state("a key twice with two values", "foo=1,foo=2"),
                state("a key in two lines with one value", "foo=1,foo=1", "tracestate: foo=1", "tracestate: foo=1"),
                state("a key in two lines with two values", "foo=1,foo=2", "tracestate: foo=1", "tracestate: foo=2"),
                state("every character that keys and values may have", key + "=" + printable()),
                state("every character that keys with an @ may have", key + "@a-z0-9_-*/=" + printable()),
                state("spaces and tabs around commas", "foo=1 \t , \t bar=2, \t baz=3"),
                state("tabs and spaces around commas", "foo=1\t \t,\t \tbar=2,\t \tbaz=3"),
                state("a space before", "foo=1", "tracestate:  foo=1"),
                state("a tab before", "foo=1", "tracestate:\tfoo=1"),
                state("a space behind", "foo=1", "tracestate: foo=1 "),
                state("a tab behind", "foo=1", "tracestate: foo=1\t"),
                state("tabs and spaces on both sides", "foo=1", "tracestate: \t foo=1 \t"),
                state("a key that ends with @", "foo@=1,bar=2"),
                state("a key with two @ together", "foo@@bar=1,bar=2"),
                state("a key with two @", "foo@bar@baz=1,bar=2"),
                state("a key that begins with a digit", "1a-2b@foo=bar1,9=bar2"),
                state("a value that begins with a space", "foo=  1,bar=2"),
                state("32 members", members(32)),
                state(
                        "32 members in four lines",
                        members(32),
                        "tracestate: " + members(1, 10),
                        "tracestate: " + members(11, 20),
                        "tracestate: " + members(21, 30),
                        "tracestate: " + members(31, 32)),
                state("a key of 256 characters", "foo=1," + "z".repeat(256) + "=1"),
                state("a key of 256 characters with an @", "foo=1," + "t".repeat(241) + "@" + "v".repeat(14) + "=1"),
                state("a long name before the @", "foo=1," + "t".repeat(242) + "@v=1"),
                state("a long name behind the @", "foo=1,t@" + "v".repeat(15) + "=1"),
                state("a value of 256 characters", "foo=" + "v".repeat(256)),
                state("the member of Datadog", "dd=s:1;o:rum;t.dm:-4;p:00f067aa0ba902b7,foo=1"));
    }

    @ParameterizedTest
    @MethodSource
    void a_tracestate_is_dropped_and_the_trace_goes_on_with(List<String> lines) {
        for (String flags : List.of("00", "01")) {
            for (HttpHead head : received(withParent(flags, lines))) {
                assertThat(traceparent(head)).startsWith("00-" + TRACE_ID + "-").endsWith("-" + flags);
                assertThat(head.all("tracestate")).isEmpty();
            }
        }
    }

    static Stream<Arguments> a_tracestate_is_dropped_and_the_trace_goes_on_with() {
        return Stream.of(
                with("a dash in the name", "trace-state: foo=1"),
                with("a dot in the name", "trace.state: foo=1"),
                with("an empty value", "tracestate:"),
                with("empty lines alone", "tracestate:", "tracestate: \t"),
                with("commas alone", "tracestate: , ,"),
                with("a space behind a key", "tracestate: foo =1"),
                with("a key in capitals", "tracestate: FOO=1"),
                with("a key with a dot", "tracestate: foo.bar=1"),
                with("a key that begins with an @", "tracestate: @foo=1,bar=2"),
                with("no key", "tracestate: =1,bar=2"),
                with("no equals sign", "tracestate: foo,bar=2"),
                with("two equals signs", "tracestate: foo=bar=baz"),
                with("a member without a value", "tracestate: foo=,bar=3"),
                with("a value beyond ASCII", "tracestate: foo=\u00e9,bar=3"),
                with("an invalid member in another line", "tracestate: foo=1", "tracestate: BAR=2"),
                with("33 members", "tracestate: " + members(33)),
                with(
                        "33 members in four lines",
                        "tracestate: " + members(1, 10),
                        "tracestate: " + members(11, 20),
                        "tracestate: " + members(21, 30),
                        "tracestate: " + members(31, 33)),
                with("a key of 257 characters", "tracestate: foo=1", "tracestate: " + "z".repeat(257) + "=1"),
                with("a value of 257 characters", "tracestate: foo=" + "v".repeat(257)));
    }

    @ParameterizedTest
    @MethodSource
    void the_member_of_opentelemetry_is_kept_true_when_a_caller(String flags, String sent, String handedOn) {
        for (HttpHead head : received(withParent(flags, List.of("tracestate: " + sent)))) {
            assertThat(traceparent(head)).endsWith("-" + flags);
            assertThat(String.join("\n", head.all("tracestate"))).isEqualTo(handedOn);
        }
    }

    // The randomness of the trace id is 48eb211c80319c's without rv.
    static Stream<Arguments> the_member_of_opentelemetry_is_kept_true_when_a_caller() {
        return Stream.of(
                argumentSet(
                        "is sampled and its randomness is the threshold",
                        "01",
                        "a=1,ot=th:48eb211c80319c ,0b=2",
                        "a=1,ot=th:48eb211c80319c ,0b=2"),
                argumentSet(
                        "is sampled and its randomness is below the threshold",
                        "01",
                        "0a=1 ,\t1@b=x y,ot=th:48eb211c80319d,c= 3",
                        "0a=1,1@b=x y,c= 3"),
                argumentSet(
                        "is sampled and has explicit randomness",
                        "03",
                        "a=1,ot=th:8;rv:80000000000000",
                        "a=1,ot=th:8;rv:80000000000000"),
                argumentSet(
                        "is sampled against its explicit randomness",
                        "03",
                        "0a=1,ot=th:8;rv:7fffffffffffff;x:1,b=2",
                        "ot=rv:7fffffffffffff;x:1,0a=1,b=2"),
                argumentSet("is sampled and has two thresholds", "01", "0a=1,ot=th:0;th:0,b=2", "0a=1,b=2"),
                argumentSet(
                        "is sampled and has an invalid threshold", "01", "0a=1,ot=rv:1;th:xyz,b=2", "ot=rv:1,0a=1,b=2"),
                argumentSet(
                        "is not sampled",
                        "00",
                        "0a=1,dd=s:0;p:1,ot=rv:ffffffffffffff;th:0,b=2",
                        "ot=rv:ffffffffffffff,0a=1,dd=s:0;p:1,b=2"),
                argumentSet("is not sampled and has nothing but a threshold", "02", "ot=th:0", ""),
                argumentSet(
                        "is not sampled and has no threshold",
                        "00",
                        "a=1 , ot=rv:ffffffffffffff",
                        "a=1 , ot=rv:ffffffffffffff"));
    }

    @Test
    void several_calls_of_one_caller_are_told_apart_by_their_spans() {
        Set<String> traceparents = new HashSet<>();
        for (int call = 0; call < 3; call++) {
            received(List.of(PARENT)).forEach(head -> traceparents.add(traceparent(head)));
        }

        assertThat(traceparents).hasSize(6).allMatch(sent -> sent.startsWith("00-" + TRACE_ID + "-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "traceparent: 00-00000000000000000000000000000000-b7ad6b7169203331-01"})
    void several_calls_without_a_caller_are_several_traces(String line) {
        Set<String> traceIds = new HashSet<>();
        Set<String> spanIds = new HashSet<>();
        for (int call = 0; call < 3; call++) {
            for (HttpHead head : received(line.isEmpty() ? List.of() : List.of(line))) {
                traceIds.add(traceparent(head).substring(3, 35));
                spanIds.add(traceparent(head).substring(36, 52));
            }
        }

        assertThat(traceIds).hasSize(6).doesNotContain("0".repeat(32));
        assertThat(spanIds).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", PARENT, "traceparent: garbage"})
    void a_call_that_asks_several_providers_is_one_trace_with_a_span_for_each(String line) {
        Set<String> traceIds = new HashSet<>();
        Set<String> spanIds = new HashSet<>();
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("GET /v1/models HTTP/1.1\r\nhost: lintel.test\r\n" + (line.isEmpty() ? "" : line + "\r\n")
                    + "\r\n");
            for (int provider = 0; provider < 5; provider++) {
                Exchange exchange = upstream.next();
                traceIds.add(traceparent(exchange.head()).substring(3, 35));
                spanIds.add(traceparent(exchange.head()).substring(36, 52));
                exchange.answer("{\"object\":\"list\",\"data\":[]}");
            }
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }

        assertThat(traceIds).hasSize(1);
        assertThat(traceIds.contains(TRACE_ID)).isEqualTo(line.equals(PARENT));
        assertThat(spanIds).hasSize(5);
    }

    @Test
    void the_provider_continues_the_span_of_its_own_attempt() {
        HttpHead head = plain(List.of(PARENT));

        assertThat(spans.server().getParentSpanId()).isEqualTo(PARENT_ID);
        assertThat(spans.attempts())
                .singleElement()
                .satisfies(attempt ->
                        assertThat(traceparent(head)).isEqualTo("00-" + TRACE_ID + "-" + attempt.getSpanId() + "-01"));
    }

    @Test
    void baggage_passes_byte_for_byte_whatever_becomes_of_the_trace() {
        String baggage = "a=%20;p=1 ,\tb = \"c\" ,,=odd";
        for (String parent : List.of(PARENT, "traceparent: garbage", withFlags("00"))) {
            for (HttpHead head : received(List.of(parent, "Baggage: " + baggage, "tracestate: A=1", "baggage: d=4"))) {
                assertThat(head.all("baggage")).containsExactly(baggage, "d=4");
            }
        }
    }

    @Test
    void other_formats_say_nothing_unless_they_are_configured_and_pass() {
        List<String> lines = List.of(
                "x-amzn-trace-id: Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=" + PARENT_ID + ";Sampled=0",
                "b3: " + TRACE_ID + "-" + PARENT_ID + "-0",
                "x-b3-traceid: " + TRACE_ID,
                "x-datadog-trace-id: 1");
        for (HttpHead head : received(lines)) {
            assertThat(traceparent(head)).doesNotContain(TRACE_ID).endsWith("-03");
            for (String line : lines) {
                String[] nameAndValue = line.split(": ");
                assertThat(head.all(nameAndValue[0])).containsExactly(nameAndValue[1]);
            }
        }
    }

    private List<HttpHead> received(List<String> lines) {
        return List.of(plain(lines), streamed(lines));
    }

    /** What the provider gets of a call that is answered whole. */
    private HttpHead plain(List<String> lines) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, ended(lines), PLAIN)) {
            Exchange exchange = upstream.next();
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            return exchange.head();
        }
    }

    /** What the provider gets of a call that is answered in pieces. */
    private HttpHead streamed(List<String> lines) {
        try (RawClient client = RawClient.connect(lintel).post(CHAT, ended(lines), STREAM)) {
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.startStream().sendChunk("data: {\"choices\":[]}\n\n");
            client.readHead();
            client.read(22);
            exchange.sendChunk("data: [DONE]\n\n");
            client.read(14);
            exchange.endStream();
            assertThat(client.readRest()).isEmpty();
            return exchange.head();
        }
    }

    private static String traceparent(HttpHead head) {
        assertThat(head.all("traceparent")).hasSize(1);
        String traceparent = head.all("traceparent").get(0);
        assertThat(traceparent).matches(TRACEPARENT_FORM).doesNotContain("0".repeat(16));
        return traceparent;
    }

    private static String ended(List<String> lines) {
        return lines.stream().map(line -> line + "\r\n").collect(Collectors.joining());
    }

    private static List<String> withParent(String flags, List<String> lines) {
        List<String> all = new ArrayList<>(List.of(withFlags(flags)));
        all.addAll(lines);
        return all;
    }

    private static String withFlags(String flags) {
        return PARENT.substring(0, PARENT.length() - 2) + flags;
    }

    private static Arguments with(String name, String... lines) {
        return argumentSet(name, List.of(lines));
    }

    private static Arguments state(String name, String handedOn) {
        return state(name, handedOn, "tracestate: " + handedOn);
    }

    private static Arguments state(String name, String handedOn, String... lines) {
        return argumentSet(name, List.of(lines), handedOn);
    }

    private static String members(int count) {
        return members(1, count);
    }

    private static String members(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(i -> String.format("bar%02d=%02d", i, i))
                .collect(Collectors.joining(","));
    }

    private static String letters() {
        return IntStream.rangeClosed('a', 'z').mapToObj(Character::toString).collect(Collectors.joining());
    }

    private static String printable() {
        return IntStream.rangeClosed(0x20, 0x7e)
                .filter(c -> c != '=' && c != ',')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }
}
