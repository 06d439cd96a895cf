package dev.lintel.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.DeafPort;
import dev.lintel.testing.ErrorEnvelope;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Gzip;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.RawClient;
import io.airlift.compress.zstd.ZstdCompressor;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

/** What the packaged application, the executable too, makes of bodies in codings, and of a provider that is itself. */
@Alongside
final class FieldRequestsIT extends Packaged {

    private static final String JSON = "{\"model\":\"llama-9\",\"messages\":[{\"role\":\"user\",\"content\":\""
            + "zz top ".repeat(5_000) + "\"}]}";

    @Test
    void bodies_in_each_coding_are_read_for_their_model_and_go_up_as_they_came() {
        try (LintelProcess lintel = prepared()
                        .withFile(
                                "config/application.yaml",
                                "providers: {fake: {base_url: '" + url("fake")
                                        + "', default: true}, llamas: {base_url: '" + url("llamas")
                                        + "', models: ['llama-*']}}")
                        .start();
                RawClient client = RawClient.connect(lintel.url())) {
            Map.of("zstd", zstd(), "deflate", deflate(), "gzip", Gzip.of(JSON)).forEach((coding, body) -> {
                client.send("POST " + CHAT + " HTTP/1.1\r\nhost: l\r\ncontent-type: application/json\r\n"
                                + "content-encoding: " + coding + "\r\ncontent-length: " + body.length + "\r\n\r\n")
                        .send(body);
                Exchange exchange = upstream.next();
                assertThat(exchange.head().target()).as(coding).isEqualTo("/llamas/v1/chat/completions");
                assertThat(exchange.content()).as(coding).isEqualTo(body);
                exchange.answer("{}");
                assertThat(client.readAnswer().status()).as(coding).isEqualTo(200);
            });
            for (String coding : new String[] {"zstd", "deflate", "gzip"}) {
                client.post(CHAT, "content-encoding: " + coding + "\r\n", JSON);
                assertThat(client.readAnswer().status()).as(coding).isEqualTo(400);
            }
        }
    }

    @Test
    void a_provider_whose_base_url_leads_back_is_a_loop_that_is_seen_the_first_time_round() {
        try (DeafPort free = DeafPort.open()) {
            int port = free.number();
            free.close();
            try (LintelProcess lintel = prepared()
                            .withFile(
                                    "config/application.yaml",
                                    "providers: {itself: {base_url: 'http://127.0.0.1:" + port
                                            + "/v1', default: true, retry: {attempts: 1}}}")
                            .with("PORT", String.valueOf(port))
                            .start();
                    RawClient client = RawClient.connect(lintel.url())) {
                client.post(CHAT, SAMPLED, JSON);
                ErrorEnvelope.assertError(client.readAnswer(), 508, "loop_detected");
                // Those of the call, and the one of the round that it took.
                assertThat(collector.awaitTrace(TRACE_ID, 4))
                        .filteredOn(span -> span.span().getKind() == SpanKind.SPAN_KIND_SERVER)
                        .hasSize(2)
                        .allSatisfy(span -> assertThat(span.attribute("http.response.status_code"))
                                .isEqualTo(508L));
                client.get("/v1/models");
                ErrorEnvelope.assertError(client.readAnswer(), 502, "upstream_unreachable");
            }
        }
    }

    private static byte[] zstd() {
        byte[] json = JSON.getBytes(UTF_8);
        ZstdCompressor zstd = new ZstdCompressor();
        byte[] into = new byte[zstd.maxCompressedLength(json.length)];
        return Arrays.copyOf(into, zstd.compress(json, 0, json.length, into, 0, into.length));
    }

    private static byte[] deflate() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflating = new DeflaterOutputStream(out)) {
            deflating.write(JSON.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
