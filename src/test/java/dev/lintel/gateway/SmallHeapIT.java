package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lintel.testing.Alongside;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Large bodies in a small heap: one passes, with its model changed, and many are told to come back. */
@Alongside
final class SmallHeapIT extends Packaged {

    private static final int LENGTH = 31 * 1024 * 1024;
    private static final int BEGUN = 4 * 1024 * 1024;
    private static final int CLIENTS = 16;
    private static final String PREFIXED = "{\"model\":\"fake/gpt-4o\",\"input\":\"";

    @Test
    void one_body_of_31_mebibytes_passes_in_128_and_many_at_once_are_told_to_come_back() {
        String body = PREFIXED + "a".repeat(LENGTH - PREFIXED.length() - 2) + "\"}";
        try (LintelProcess lintel = prepared()
                        .withHeap("128m")
                        .withFile("config/application.yaml", fakeInYaml() + "\nlistener: {max_held: 33M}\n")
                        .start();
                RawClient first = RawClient.connect(lintel.url());
                RawClient next = RawClient.connect(lintel.url())) {
            first.post(CHAT, body);
            Exchange exchange = upstream.next();
            assertThat(exchange.content()).hasSize(LENGTH - "fake/".length());
            List<RawClient> many = new ArrayList<>();
            try {
                for (int client = 0; client < CLIENTS; client++) {
                    many.add(RawClient.connect(lintel.url())
                            .send("POST " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: " + LENGTH
                                    + "\r\n\r\n" + body.substring(0, BEGUN)));
                }
                for (RawClient refused : many) {
                    Answer answer = refused.readAnswer();
                    assertThat(answer.status()).isEqualTo(503);
                    assertThat(answer.text()).contains("too_much_held");
                }
            } finally {
                many.forEach(RawClient::close);
            }
            exchange.answer("{}");
            assertThat(first.readAnswer().status()).isEqualTo(200);

            next.post(CHAT, body);
            upstream.next().answer("{}");
            assertThat(next.readAnswer().status()).isEqualTo(200);
            assertThat(lintel.log()).doesNotContain("OutOfMemory", "OutOfDirectMemory");
        }
    }

    @ParameterizedTest
    @CsvSource({"100, 3", "24, 30"})
    void each_of_many_at_once_is_answered_in_256_mebibytes(int clients, int mebibytes) throws Exception {
        byte[] body = (PREFIXED + "a".repeat(mebibytes * 1024 * 1024 - PREFIXED.length() - 2) + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
        ExecutorService each = Executors.newCachedThreadPool();
        HttpServer provider = providerThatReads(each);
        String yaml = "providers: {fake: {base_url: 'http://127.0.0.1:"
                + provider.getAddress().getPort() + "/v1', default: true}}";
        try (LintelProcess lintel = prepared()
                .withHeap("256m")
                .withFile("config/application.yaml", yaml)
                .start()) {
            CyclicBarrier together = new CyclicBarrier(clients);
            List<Future<Integer>> statuses = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                statuses.add(each.submit(() -> {
                    try (RawClient connected = RawClient.connect(lintel.url())) {
                        together.await();
                        return statusOf(connected, body);
                    }
                }));
            }
            for (Future<Integer> status : statuses) {
                assertThat(status.get()).isIn(200, 503);
            }
            try (RawClient next = RawClient.connect(lintel.url())) {
                assertThat(statusOf(next, body)).isEqualTo(200);
            }
            assertThat(lintel.log()).doesNotContain("OutOfMemory", "OutOfDirectMemory");
        } finally {
            provider.stop(0);
            each.shutdownNow();
        }
    }

    private static int statusOf(RawClient client, byte[] body) {
        client.send("POST " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: " + body.length + "\r\n\r\n");
        try {
            client.send(body);
        } catch (UncheckedIOException refused) {
            // Whoever is refused need not be read to the end, and the answer is there all the same.
            return client.readAnswer().status();
        }
        return client.readAnswer().status();
    }

    private static HttpServer providerThatReads(Executor threads) throws IOException {
        HttpServer provider = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        provider.setExecutor(threads);
        provider.createContext("/", exchange -> {
            exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("{}".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        provider.start();
        return provider;
    }
}
