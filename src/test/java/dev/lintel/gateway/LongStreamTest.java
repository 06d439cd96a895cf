package dev.lintel.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** An answer of any length passes through without staying. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
@ResourceLock(Alongside.QUIET)
class LongStreamTest extends EndToEnd {

    private static final int MEGABYTE = 1024 * 1024;
    private static final int PART = 20 * MEGABYTE;
    private static final long MOST = 8L * MEGABYTE;

    private static final int PIECE = 16 * 1024;

    private static final String CHAT = "/v1/chat/completions";
    private static final String BEGINNING = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"";
    private static final String END = "\"},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7}}\n\n";

    // It is read and filtered, as the client has not asked for the usage.
    @Test
    void a_stream_of_200_megabytes_leaves_no_more_than_a_few_on_the_heap() throws IOException {
        byte[] events = repeated("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"some text\"}}]}\n\n");
        byte[] letters = repeated("letters");
        try (RawClient client = RawClient.connect(lintel).post(CHAT, "{\"model\":\"gpt-4o\",\"stream\":true}")) {
            Exchange exchange = upstream.next().startStream();
            client.readHead();
            pass(exchange, client, events);
            long most = liveHeap() + MOST;
            for (int part = 1; part < 5; part++) {
                pass(exchange, client, events);
                assertHeapComesBelow(most);
            }

            // One event that is larger than what may be held back.
            exchange.sendChunk(BEGINNING);
            pass(exchange, client, BEGINNING.getBytes(UTF_8), letters);
            for (int part = 1; part < 5; part++) {
                pass(exchange, client, letters);
                assertHeapComesBelow(most);
            }

            exchange.sendChunk(END + USAGE + "data: [DONE]\n\n");
            exchange.endStream();
            assertThat(new String(client.readRest(), UTF_8)).isEqualTo(END + "data: [DONE]\n\n");
            spans.assertCompleted(200);
            assertHeapComesBelow(most);
        }
    }

    private static void pass(Exchange exchange, RawClient client, byte[] bytes) throws IOException {
        pass(exchange, client, new byte[0], bytes);
    }

    /** Sends the bytes, and reads them behind those that came before and were held back. */
    private static void pass(Exchange exchange, RawClient client, byte[] held, byte[] bytes) throws IOException {
        CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
            for (int at = 0; at < bytes.length; at += PIECE) {
                exchange.sendChunk(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PIECE)));
            }
        });
        assertThat(client.content().readNBytes(held.length)).isEqualTo(held);
        byte[] piece = new byte[PIECE];
        for (int at = 0; at < bytes.length; ) {
            int count = client.content().readNBytes(piece, 0, Math.min(PIECE, bytes.length - at));
            assertThat(Arrays.equals(piece, 0, count, bytes, at, at + count)).isTrue();
            assertThat(count).isPositive();
            at += count;
        }
        sent.join();
    }

    private static byte[] repeated(String text) {
        return text.repeat(PART / text.length()).getBytes(UTF_8);
    }

    // What other threads leave behind goes with the next collection or the one after; what is kept never does.
    private static void assertHeapComesBelow(long most) {
        Patience.until("the heap to come below " + most + " bytes", () -> liveHeap() < most);
    }

    private static long liveHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
