package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Large bodies in a small heap: one passes, with its model changed, and many are told to come back. */
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
}
