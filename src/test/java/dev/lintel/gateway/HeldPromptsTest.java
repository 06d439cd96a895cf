package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.body.HeldBytes;
import dev.lintel.testing.CapturedContent;
import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What is held of prompts that are captured: it counts as long as it is read, not only as long as the call needs it. */
@QuarkusTest
@WithTestResource(CapturedContent.class)
@WithTestResource(UpstreamResource.class)
class HeldPromptsTest extends EndToEnd {

    /** More than there are threads for what would hold an event loop up. */
    private static final int TASKS = 1_000;

    @Inject
    HeldBytes held;

    @Inject
    Vertx vertx;

    @Test
    void a_prompt_that_waits_to_be_read_is_counted_though_its_call_is_over() {
        String body =
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"" + "a".repeat(200_000) + "\"}]}";
        CountDownLatch free = new CountDownLatch(1);
        for (int task = 0; task < TASKS; task++) {
            vertx.executeBlocking(
                    () -> {
                        free.await();
                        return true;
                    },
                    false);
        }
        try (RawClient client = RawClient.connect(lintel).post("/v1/chat/completions", body)) {
            upstream.next().answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            assertThat(calls.await(Patience.LIMIT)).isTrue();
            assertThat(held.held()).isGreaterThanOrEqualTo(body.length());
        } finally {
            free.countDown();
        }
        spans.awaitAll();
        assertThat(held.held()).isZero();
    }
}
