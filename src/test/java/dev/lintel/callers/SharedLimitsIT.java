package dev.lintel.callers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.DeafPort;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.RedisServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Callers' limits in the packaged application: shared by a real Redis, while it is down, and without telemetry. */
@Alongside
final class SharedLimitsIT extends Packaged {

    private static final String KEY = "x-api-key: key-a\r\n";
    private static final Pattern DOWN = Pattern.compile("limits\\.redis: Redis is down");
    private static final Pattern BACK = Pattern.compile("limits\\.redis: Redis answers again");

    @Test
    void two_lintels_that_share_a_redis_let_as_many_pass_as_one_would() throws Exception {
        try (RedisServer redis = RedisServer.started();
                LintelProcess one =
                        sharing(redis.url(), "requests_per_minute: 100", "open").start();
                LintelProcess two =
                        sharing(redis.url(), "requests_per_minute: 100", "open").start()) {
            ExecutorService clients = Executors.newFixedThreadPool(20);
            List<Future<List<Integer>>> statuses = new ArrayList<>();
            for (int client = 0; client < 20; client++) {
                LintelProcess at = client % 2 == 0 ? one : two;
                statuses.add(clients.submit(() -> statuses(at, 15)));
            }
            List<Integer> all = new ArrayList<>();
            for (Future<List<Integer>> of : statuses) {
                all.addAll(of.get());
            }
            clients.shutdown();

            assertThat(all).hasSize(300).containsOnly(200, 429);
            assertThat(all.stream().filter(status -> status == 200)).hasSize(100);
        }
    }

    @Test
    void a_redis_that_is_killed_costs_no_call_and_is_spoken_of_once_and_so_is_its_return() {
        try (RedisServer redis = RedisServer.started();
                LintelProcess lintel = sharing(redis.url(), "requests_per_minute: 100000", "open")
                        .start()) {
            assertThat(statuses(lintel, 20)).containsOnly(200);
            redis.kill();
            assertThat(statuses(lintel, 20)).containsOnly(200);
            lintel.awaitLine(DOWN);
            redis.start();
            while (lintel.output().stream().noneMatch(line -> BACK.matcher(line).find())) {
                assertThat(statuses(lintel, 20)).containsOnly(200);
            }
            assertThat(lintel.output().stream()
                            .filter(line -> DOWN.matcher(line).find()))
                    .hasSize(1);
            assertThat(lintel.output().stream()
                            .filter(line -> BACK.matcher(line).find()))
                    .hasSize(1);
            assertThat(lintel.log()).doesNotContain("key-a", STACK_TRACE);
        }
    }

    @Test
    void closed_callers_with_limits_are_refused_while_redis_is_down_and_lintel_is_ready_all_the_same() {
        try (DeafPort nobody = DeafPort.open();
                LintelProcess lintel = sharing(
                                "redis://:s3cret@127.0.0.1:" + nobody.number(), "requests_per_minute: 5", "closed")
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            Answer refused = client.post(CHAT, KEY, TO_DEMO).readAnswer();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.text()).contains("\"code\":\"limits_unavailable\"");
            assertThat(refused.head().field("retry-after")).contains("1");
            assertThat(client.get("/q/health/ready").readAnswer().status()).isEqualTo(200);
            lintel.awaitLine(DOWN);
            assertThat(lintel.log()).doesNotContain("s3cret");
        }
    }

    @Test
    void tokens_count_what_was_used_though_telemetry_is_switched_off() {
        String body = "{\"model\":\"m\",\"stream\":true}";
        try (LintelProcess lintel = prepared()
                        .with("OTEL_SDK_DISABLED", "true")
                        .withFile("config/application.yaml", fakeInYaml() + "\n" + caller("tokens_per_minute: 1000"))
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            for (int left : new int[] {1000, 1000 - 8}) {
                client.post(CHAT, KEY + "traceparent: as it came\r\n", body);
                Exchange exchange = upstream.next();
                assertThat(exchange.text()).contains("include_usage");
                assertThat(exchange.head().field("traceparent")).contains("as it came");
                exchange.startStream()
                        .sendChunk("data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":3}}\n\n")
                        .sendChunk("data: [DONE]\n\n")
                        .endStream();
                Answer answer = client.readAnswer();
                assertThat(answer.head().field("x-ratelimit-remaining-tokens"))
                        .contains(String.valueOf(left - body.length() / 4));
                assertThat(answer.text()).isEqualTo("data: [DONE]\n\n");
            }
        }
    }

    @Test
    void who_has_called_stands_in_metrics_and_in_the_log() {
        try (LintelProcess lintel = prepared()
                        .with("DEMO_ENABLED", "true")
                        .withFile("config/application.yaml", caller("requests_per_minute: 5"))
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertThat(client.post(CHAT, KEY, TO_DEMO).readAnswer().status()).isEqualTo(200);
            lintel.awaitLine(Pattern.compile(
                    "POST /v1/chat/completions 200 completed duration=\\S+ client=127.0.0.1 caller=a "));
            assertThat(client.get("/q/metrics").readAnswer().text())
                    .containsPattern("gen_ai_client_token_usage_count\\{[^}]*lintel_caller=\"a\"")
                    .containsPattern("gen_ai_client_operation_duration_seconds_count\\{[^}]*lintel_caller=\"a\"");
            assertThat(client.post(CHAT, KEY, TO_DEMO).readAnswer().head().field("x-ratelimit-remaining-requests"))
                    .contains("3");
        }
    }

    private Preparation sharing(String redis, String limit, String whenDown) {
        return prepared()
                .with("DEMO_ENABLED", "true")
                .withFile(
                        "config/application.yaml",
                        caller(limit) + "limits: {redis: '" + redis + "', when_redis_is_down: " + whenDown + "}\n");
    }

    private static String caller(String limit) {
        return "callers: {a: {key_sha256: 'f10f781241e2246678b6b45c857069208152a53863e47fac33f607ab405006f4', " + limit
                + "}}\n";
    }

    private static List<Integer> statuses(LintelProcess lintel, int calls) {
        List<Integer> statuses = new ArrayList<>();
        try (RawClient client = RawClient.connect(lintel.url())) {
            for (int call = 0; call < calls; call++) {
                statuses.add(client.post(CHAT, KEY, TO_DEMO).readAnswer().status());
            }
        }
        return statuses;
    }
}
