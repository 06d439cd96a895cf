package dev.lintel.gateway.failover;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FailoverResource;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import io.opentelemetry.api.common.AttributeKey;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A provider that fails too often is left alone, and one that has enough to do gets no more. */
@QuarkusTest
@WithTestResource(FailoverResource.class)
class BreakerTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final AttributeKey<String> BREAKER = AttributeKey.stringKey("lintel.breaker");

    @Test
    void a_provider_that_fails_too_often_is_not_asked_any_more() {
        assertThat(breakerOf("broken")).isEqualTo("closed");
        fail("broken", 3);
        assertThat(breakerOf("broken")).isEqualTo("open");
        assertThat(errors.warnings().toString()).contains("Provider 'broken' has failed too often");
        spans.awaitAll();
        spans.clear();
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"broken/a\"}")) {
            Answer answer = client.readAnswer();
            assertError(answer, 503, "upstream_unavailable");
            assertThat(answer.head().field("retry-after")).contains("1");
        }
        spans.awaitAll();
        assertThat(spans.attempts()).isEmpty();
        assertThat(spans.server().getAttributes().get(BREAKER)).isEqualTo("broken");
        assertThat(spans.inferences()).hasSize(1);
        spans.clear();
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"broken-or-second\"}")) {
            Exchange exchange = nextAt("second");
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.awaitAll();
        assertThat(spans.attempts()).hasSize(1);
        assertThat(spans.server().getAttributes().get(BREAKER)).isEqualTo("broken");
        assertThat(metric("broken", "open")).isEqualTo("1.0");
        assertThat(metric("broken", "closed")).isEqualTo("0.0");
        assertThat(metric("second", "closed")).isEqualTo("1.0");
    }

    @Test
    void one_call_tries_after_a_while_and_lets_the_others_pass_again() {
        fail("fragile", 3);
        List<Integer> statuses = new ArrayList<>();
        Throwable asked = Patience.untilItFails("the breaker's time", () -> {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"fragile-or-second\"}")) {
                Exchange exchange = upstream.next();
                exchange.answer("{}");
                statuses.add(client.readAnswer().status());
                if (exchange.head().target().startsWith("/fragile/")) {
                    throw new IllegalStateException("asked");
                }
            }
        });
        assertThat(asked).hasMessage("asked");
        assertThat(statuses).containsOnly(200);
        assertThat(breakerOf("fragile")).isEqualTo("closed");
    }

    @Test
    void a_client_that_leaves_says_nothing_against_the_provider() {
        for (int i = 0; i < 4; i++) {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"fragile/a\"}")) {
                Exchange exchange = nextAt("fragile");
                exchange.content();
                client.reset();
                exchange.awaitDeparture();
            }
        }
        assertThat(breakerOf("fragile")).isEqualTo("closed");
    }

    @Test
    void a_status_that_is_the_callers_fault_says_nothing_against_the_provider() {
        for (int i = 0; i < 4; i++) {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"fragile/a\"}")) {
                Exchange exchange = nextAt("fragile");
                exchange.content();
                exchange.end("HTTP/1.1 429 Slow Down\r\ncontent-length: 2\r\n\r\n{}");
                assertThat(client.readAnswer().status()).isEqualTo(429);
            }
        }
        assertThat(breakerOf("fragile")).isEqualTo("closed");
    }

    @Test
    void a_provider_with_enough_to_do_gets_no_more() {
        try (RawClient first = RawClient.connect(lintel).post(CHAT, "{\"model\":\"narrow/a\"}")) {
            Exchange held = nextAt("narrow");
            try (RawClient second = RawClient.connect(lintel).post(CHAT, "{\"model\":\"narrow/a\"}")) {
                Answer answer = second.readAnswer();
                assertError(answer, 503, "upstream_busy");
                assertThat(answer.head().field("retry-after")).contains("1");
            }
            try (RawClient third = RawClient.connect(lintel).post(CHAT, "{\"model\":\"narrow-or-second\"}")) {
                nextAt("second").answer("{}");
                assertThat(third.readAnswer().status()).isEqualTo(200);
            }
            held.answer("{}");
            assertThat(first.readAnswer().status()).isEqualTo(200);
        }
        spans.awaitAll();
        try (RawClient next = RawClient.connect(lintel).post(CHAT, "{\"model\":\"narrow/a\"}")) {
            nextAt("narrow").answer("{}");
            assertThat(next.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void a_place_is_free_again_when_the_client_has_left() {
        try (RawClient first = RawClient.connect(lintel).post(CHAT, "{\"model\":\"narrow/a\"}")) {
            Exchange held = nextAt("narrow");
            held.content();
            first.reset();
            held.awaitDeparture();
        }
        spans.awaitAll();
        try (RawClient next = RawClient.connect(lintel).post(CHAT, "{\"model\":\"narrow/a\"}")) {
            nextAt("narrow").answer("{}");
            assertThat(next.readAnswer().status()).isEqualTo(200);
        }
    }

    @Test
    void of_more_calls_than_may_be_under_way_the_next_one_is_refused_at_once() {
        List<RawClient> clients = new ArrayList<>();
        List<Exchange> held = new ArrayList<>();
        for (int i = 0; i < FailoverResource.MAX_CALLS; i++) {
            clients.add(RawClient.connect(lintel).post(CHAT, "{\"model\":\"second/a\"}"));
            held.add(nextAt("second"));
        }
        try (RawClient over = RawClient.connect(lintel).post(CHAT, "{\"model\":\"second/a\"}")) {
            Answer answer = over.readAnswer();
            assertError(answer, 503, "too_many_calls");
            assertThat(answer.head().field("retry-after")).contains("1");
        }
        try (RawClient probe = RawClient.connect(lintel).get("/q/health/ready")) {
            assertThat(probe.readAnswer().status()).isEqualTo(200);
        }
        held.forEach(exchange -> exchange.answer("{}"));
        clients.forEach(client -> {
            assertThat(client.readAnswer().status()).isEqualTo(200);
            client.close();
        });
        spans.awaitAll();
        try (RawClient next = RawClient.connect(lintel).post(CHAT, "{\"model\":\"second/a\"}")) {
            nextAt("second").answer("{}");
            assertThat(next.readAnswer().status()).isEqualTo(200);
        }
    }

    private void fail(String provider, int times) {
        for (int i = 0; i < times; i++) {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"" + provider + "/a\"}")) {
                Exchange exchange = nextAt(provider);
                exchange.content();
                exchange.end("HTTP/1.1 500 Broken\r\ncontent-length: 2\r\n\r\n{}");
                assertThat(client.readAnswer().status()).isEqualTo(500);
            }
        }
    }

    private Exchange nextAt(String provider) {
        Exchange exchange = upstream.next();
        assertThat(exchange.head().target()).startsWith("/" + provider + "/v1/");
        return exchange;
    }

    private String breakerOf(String provider) {
        try (RawClient probe = RawClient.connect(lintel).get("/q/health/ready")) {
            Answer answer = probe.readAnswer();
            assertThat(answer.status()).isEqualTo(200);
            String told = answer.text().replaceAll("\\s", "");
            String before = "\"" + provider + "\":\"";
            assertThat(told).contains(before);
            int from = told.indexOf(before) + before.length();
            return told.substring(from, told.indexOf('"', from));
        }
    }

    private String metric(String provider, String state) {
        try (RawClient scrape = RawClient.connect(lintel).get("/q/metrics")) {
            return scrape.readAnswer()
                    .text()
                    .lines()
                    .filter(line -> line.startsWith("lintel_breaker_state{")
                            && line.contains("lintel_provider=\"" + provider + "\"")
                            && line.contains("lintel_breaker_state=\"" + state + "\""))
                    .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                    .findFirst()
                    .orElse("none");
        }
    }
}
