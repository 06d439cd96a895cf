package dev.lintel.telemetry.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.OtlpReceiver.ReceivedMetric;
import dev.lintel.testing.OtlpReceiver.ReceivedSpan;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many calls at a low percentage, some of which are to be kept all the same, and an outage in which most are. */
@Timeout(120)
@Alongside
final class KeepIT extends Packaged {

    private static final int CALLS = 10_000;
    private static final int ERRORS = 37;
    private static final int BROKEN = 11;
    private static final int SLOW = 20;
    private static final int CLIENTS = 8;
    private static final long SLOWER_THAN_SECONDS = 2;
    private static final String CHUNK = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"1\"}}]}\n\n";
    private static final Pattern NAME = Pattern.compile("\"user\":\"([a-z]+-\\d+)\"");

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** By the name of each call: what its client was told of its trace, and what its provider was. */
    private final Map<String, String> toldClient = new ConcurrentHashMap<>();

    private final Map<String, String> toldProvider = new ConcurrentHashMap<>();
    private final Map<String, Exchange> held = new ConcurrentHashMap<>();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void of_ten_thousand_calls_those_that_matter_are_kept_whole_and_of_the_others_a_hundredth() throws Exception {
        List<String> others = named("plain", CALLS - ERRORS - BROKEN - SLOW);
        List<String> matter = Stream.of(named("fail", ERRORS), named("break", BROKEN), named("slow", SLOW))
                .flatMap(List::stream)
                .toList();
        Map<String, List<ReceivedSpan>> traces;
        ReceivedMetric decisions;
        try (LintelProcess lintel = lintel(
                "{random_sampling: 1, keep: {slower_than: " + SLOWER_THAN_SECONDS + "s, max_per_second: 1000}}")) {
            Future<?> provider = threads.submit(() -> answer(CALLS));
            List<RawClient> slow = beginSlow(lintel);
            long began = System.nanoTime();
            List<String> quick = new ArrayList<>(others);
            matter.stream().filter(name -> !name.startsWith("slow")).forEach(quick::add);
            Collections.shuffle(quick, new Random(14));
            callAll(lintel, quick);
            provider.get();
            Patience.until(
                    "slow calls to be slow",
                    () -> System.nanoTime() - began > (SLOWER_THAN_SECONDS + 1) * 1_000_000_000);
            endSlow(slow);

            decisions = collector.awaitMetric("lintel.traces", metric -> metric.sum() == CALLS);
            lintel.terminate();
            lintel.awaitExit();
            traces = collector.spans().stream().collect(Collectors.groupingBy(ReceivedSpan::traceId));
        }

        assertThat(toldClient).hasSize(CALLS);
        List<String> drawn =
                toldClient.keySet().stream().filter(this::isSampled).toList();
        Map<String, String> reasons = Map.of("fail", "error", "break", "incomplete", "slow", "slow");
        for (String name : matter) {
            assertKept(name, isSampled(name) ? null : reasons.get(kind(name)), traces);
        }
        for (String name : drawn) {
            assertKept(name, null, traces);
        }
        assertThat(traces).as("nothing else is kept").hasSize((int)
                Stream.concat(matter.stream(), drawn.stream()).distinct().count());
        // One in a thousand million is outside, on either side.
        assertThat(others.stream().filter(this::isSampled).count()).isBetween(45L, 165L);
        assertThat(decided(decisions, "random")).isEqualTo(drawn.size());
        assertThat(decided(decisions, "error")).isEqualTo(unsampled(matter, "fail"));
        assertThat(decided(decisions, "incomplete")).isEqualTo(unsampled(matter, "break"));
        assertThat(decided(decisions, "slow")).isEqualTo(unsampled(matter, "slow"));
        assertThat(decided(decisions, "over_limit")).isZero();
    }

    @Test
    void an_outage_exports_no_more_than_the_cap_and_every_call_is_counted() throws Exception {
        int calls = 5_000;
        int maxPerSecond = 20;
        try (LintelProcess lintel =
                lintel("{random_sampling: 0, keep: {max_per_second: " + maxPerSecond + ", slower_than: 0s}}")) {
            Future<?> provider = threads.submit(() -> answer(calls));
            long began = System.nanoTime();
            callAll(lintel, named("fail", calls));
            provider.get();
            double seconds = (System.nanoTime() - began) / 1e9;

            ReceivedMetric decisions = collector.awaitMetric("lintel.traces", metric -> metric.sum() == calls);
            long kept = decided(decisions, "error");
            assertThat(kept + decided(decisions, "over_limit")).isEqualTo(calls);
            assertThat(kept).isBetween((long) maxPerSecond, (long) (maxPerSecond * (seconds + 1)) + 1);
            lintel.terminate();
            lintel.awaitExit();
            assertThat(collector.spans())
                    .hasSize((int) kept * SPANS_OF_A_CALL)
                    .allSatisfy(span ->
                            assertThat(span.attribute("lintel.sampling.reason")).isEqualTo("error"));
        }
    }

    /** All spans of the call are there, as its client and its provider were told, with that reason and without a threshold, or the other way round. */
    private void assertKept(String name, String reason, Map<String, List<ReceivedSpan>> traces) {
        String server = toldClient.get(name);
        List<ReceivedSpan> trace = traces.getOrDefault(traceId(server), List.of());
        assertThat(trace).as(name).hasSize(SPANS_OF_A_CALL).allSatisfy(span -> {
            assertThat(span.attribute("lintel.sampling.reason")).isEqualTo(reason);
            assertThat(span.span().getTraceState()).isEqualTo(reason == null ? "ot=th:fd70a3d70a3d7" : "");
        });
        assertThat(trace).extracting(ReceivedSpan::spanId).contains(spanId(server), spanId(toldProvider.get(name)));
        assertThat(traceId(toldProvider.get(name))).isEqualTo(traceId(server));
        assertThat(toldProvider.get(name)).endsWith(isSampled(name) ? "-03" : "-02");
    }

    private long unsampled(List<String> names, String kind) {
        return names.stream()
                .filter(name -> kind(name).equals(kind) && !isSampled(name))
                .count();
    }

    private boolean isSampled(String name) {
        return toldClient.get(name).endsWith("3");
    }

    private static long decided(ReceivedMetric traces, String decision) {
        return traces.sum("lintel.sampling.decision", decision);
    }

    private static String kind(String name) {
        return name.substring(0, name.indexOf('-'));
    }

    private static String traceId(String traceparent) {
        return traceparent.substring(3, 35);
    }

    private static String spanId(String traceparent) {
        return traceparent.substring(36, 52);
    }

    private static List<String> named(String kind, int number) {
        return Stream.iterate(0, next -> next + 1)
                .limit(number)
                .map(next -> kind + "-" + next)
                .toList();
    }

    private LintelProcess lintel(String tracing) {
        return prepared()
                .withFile(
                        "config/application.yaml",
                        "providers: {fake: {base_url: '" + url("fake")
                                + "', default: true, retry: {attempts: 1}, breaker: {failures: 0}}}\ntracing: "
                                + tracing + "\n")
                .with("OTEL_METRIC_EXPORT_INTERVAL", "200")
                .start();
    }

    // The provider

    private void answer(int calls) {
        for (int call = 0; call < calls; call++) {
            Exchange exchange = upstream.next();
            Matcher name = NAME.matcher(exchange.text());
            assertThat(name.find()).isTrue();
            toldProvider.put(name.group(1), exchange.head().field("traceparent").orElseThrow());
            switch (kind(name.group(1))) {
                case "fail" -> exchange.end("HTTP/1.1 500 Failed\r\ncontent-length: 0\r\n\r\n");
                case "break" -> {
                    held.put(name.group(1), exchange);
                    exchange.startStream().sendChunk(CHUNK);
                }
                case "slow" -> held.put(name.group(1), exchange);
                default -> exchange.answer("{}");
            }
        }
    }

    // The clients

    private void callAll(LintelProcess lintel, List<String> names) throws Exception {
        Queue<String> next = new ConcurrentLinkedQueue<>(names);
        List<Future<?>> clients = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            clients.add(threads.submit(() -> callEach(lintel, next)));
        }
        for (Future<?> client : clients) {
            client.get();
        }
    }

    private void callEach(LintelProcess lintel, Queue<String> names) {
        try (RawClient client = RawClient.connect(lintel.url())) {
            for (String name = names.poll(); name != null; name = names.poll()) {
                if (kind(name).equals("break")) {
                    callUntilItBreaks(lintel, name);
                } else {
                    readAnswer(name, client.post(CHAT, body(name)));
                }
            }
        }
    }

    private void callUntilItBreaks(LintelProcess lintel, String name) {
        try (RawClient client = RawClient.connect(lintel.url()).post(CHAT, body(name))) {
            toldClient.put(name, client.readHead().field("traceresponse").orElseThrow());
            client.read(CHUNK.length());
            held.get(name).reset();
            client.readBreak();
        }
    }

    private void readAnswer(String name, RawClient client) {
        toldClient.put(name, client.readAnswer().head().field("traceresponse").orElseThrow());
    }

    private List<RawClient> beginSlow(LintelProcess lintel) {
        return named("slow", SLOW).stream()
                .map(name -> RawClient.connect(lintel.url()).post(CHAT, body(name)))
                .toList();
    }

    private void endSlow(List<RawClient> clients) {
        for (int call = 0; call < SLOW; call++) {
            held.get("slow-" + call).answer("{}");
            readAnswer("slow-" + call, clients.get(call));
            clients.get(call).close();
        }
    }

    private static String body(String name) {
        return "{\"model\":\"any\",\"messages\":[],\"user\":\"" + name + "\"}";
    }
}
