package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.FakeProxy;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.OtlpReceiver.Protocol;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names with an underscore, as composed containers have, wherever an address is written. Only a file knows them. */
@Alongside
final class UnderscoredNamesIT extends Packaged {

    private static final String KEY = "x-api-key: key-a\r\n";

    @ParameterizedTest
    @CsvSource({"grpc, GRPC, 3", "http/protobuf, HTTP, 3"})
    void a_provider_and_a_collector_are_reached(String protocol, Protocol seen, int spans) {
        try (LintelProcess lintel = named().with(
                                "OTEL_EXPORTER_OTLP_ENDPOINT",
                                "http://otel_collector:" + collector.endpoint().getPort())
                        .with("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
                        .withFile("config/application.yaml", provider(""))
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            client.post(CHAT, SAMPLED, TO_DEMO);
            Exchange exchange = upstream.next();
            assertThat(exchange.head().field("host")).contains("my_provider:" + upstream.port());
            exchange.answer("{}");

            assertThat(client.readAnswer().status()).isEqualTo(200);
            assertThat(collector.awaitTrace(TRACE_ID, spans)).hasSize(spans);
            assertThat(collector.requests()).extracting("protocol").containsOnly(seen);
        }
    }

    @Test
    void so_is_a_proxy() {
        try (FakeProxy proxy = FakeProxy.refusing("403 Forbidden");
                LintelProcess lintel = named().withFile(
                                "config/application.yaml", provider(", proxy: 'http://my_proxy:" + proxy.port() + "'"))
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            assertThat(client.post(CHAT, TO_DEMO).readAnswer().status()).isEqualTo(403);
            assertThat(proxy.asked()).hasSize(1);
            assertThat(proxy.asked().get(0).field("host")).contains("my_provider:" + upstream.port());
        }
    }

    @Test
    void so_is_a_redis() {
        try (RedisServer redis = RedisServer.started();
                LintelProcess one = limited(redis).start();
                LintelProcess two = limited(redis).start();
                RawClient first = RawClient.connect(one.url());
                RawClient second = RawClient.connect(two.url())) {
            first.post(CHAT, KEY, TO_DEMO);
            upstream.next().answer("{}");
            assertThat(first.readAnswer().status()).isEqualTo(200);

            Answer shared = second.post(CHAT, KEY, TO_DEMO).readAnswer();
            assertThat(shared.status()).isEqualTo(429);
        }
    }

    private Preparation limited(RedisServer redis) {
        return named().withFile(
                        "config/application.yaml",
                        provider("")
                                + "callers: {a: {key_sha256: 'f10f781241e2246678b6b45c857069208152a53863e47fac33f607ab405006f4',"
                                + " requests_per_minute: 1}}\n"
                                + "limits: {redis: '" + redis.url().replace("127.0.0.1", "my_redis") + "'}\n");
    }

    private Preparation named() {
        return prepared()
                .withFile("hosts", "127.0.0.1 my_provider my_proxy my_redis otel_collector\n")
                .withSystemProperty("jdk.net.hosts.file", "hosts");
    }

    private String provider(String more) {
        return "providers: {named: {base_url: 'http://my_provider:" + upstream.port() + "/v1', default: true" + more
                + "}}\n";
    }
}
