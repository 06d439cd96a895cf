package dev.lintel.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Gzip;
import dev.lintel.testing.RawHttp2Client;
import dev.lintel.testing.UpstreamResource;
import io.airlift.compress.zstd.ZstdCompressor;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What takes long to be read is read beside the event loop. Where nothing can be done there for a while it waits, and a later
 * call on the same connection, whose event loop is the same one, is answered before. The application is that of {@code KeepAliveTest}.
 */
@QuarkusTest
@WithTestResource(
        value = UpstreamResource.class,
        initArgs = {
            @ResourceArg(name = "listener.keep_alive", value = "1s"),
            @ResourceArg(name = "listener.max_body_size", value = "32M"),
            @ResourceArg(name = "listener.max_held", value = "256M"),
            @ResourceArg(name = "providers.wants-pieces.idle_timeout", value = "3s")
        })
class LargeBodiesTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";

    /** More than there are threads for what would hold an event loop up. */
    private static final int TASKS = 1_000;

    private static final int LENGTH = 31 * 1024 * 1024;

    @Inject
    Vertx vertx;

    /** How a body comes that is small until it is decoded. */
    enum Coding {
        GZIP(Gzip::of),
        ZSTD(Coding::zstd);

        private final UnaryOperator<byte[]> encoder;

        Coding(UnaryOperator<byte[]> encoder) {
            this.encoder = encoder;
        }

        private byte[] body() {
            String start = "{\"model\":\"llama-large\",\"input\":\"";
            return encoder.apply((start + "a".repeat(LENGTH - start.length() - 2) + "\"}").getBytes(UTF_8));
        }

        private static byte[] zstd(byte[] plain) {
            ZstdCompressor compressor = new ZstdCompressor();
            byte[] into = new byte[compressor.maxCompressedLength(plain.length)];
            return Arrays.copyOf(into, compressor.compress(plain, 0, plain.length, into, 0, into.length));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_body_that_takes_long_to_be_read_holds_no_other_call_on_its_event_loop_up(Coding coding) {
        byte[] body = coding.body();
        CountDownLatch free = new CountDownLatch(1);
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            for (int task = 0; task < TASKS; task++) {
                vertx.executeBlocking(
                        () -> {
                            free.await();
                            return true;
                        },
                        false);
            }
            int large = client.open(
                    false, "POST", CHAT, "content-encoding", coding.name().toLowerCase(Locale.ROOT));
            client.send(large, body);
            int small = client.open(false, "POST", CHAT);
            client.send(small, "{\"model\":\"gpt-small\"}".getBytes(UTF_8), true);

            Exchange first = upstream.next();
            assertThat(first.head().target()).isEqualTo("/fake" + CHAT);
            first.answer("{}");
            assertThat(client.status(small)).isEqualTo(200);
            free.countDown();
            Exchange second = upstream.next();
            assertThat(second.head().target()).isEqualTo("/other" + CHAT);
            assertThat(second.content()).isEqualTo(body);
            second.answer("{}");
            assertThat(client.status(large)).isEqualTo(200);
        } finally {
            free.countDown();
        }
    }
}
