package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.ErrorLog;
import dev.lintel.testing.Patience;
import dev.lintel.testing.SilentUpstream;
import dev.lintel.testing.SpanRecorder;
import io.opentelemetry.api.common.AttributeKey;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * More calls are under way than there are connections to the provider. All come on one connection of HTTP/2, and there
 * is one event loop.
 */
@QuarkusTest
@WithTestResource(SilentUpstream.class)
class BusyUpstreamTest {

    /** More than Lintel has connections for on an event loop. */
    private static final int MOST = 8192;

    private static final int TOO_MANY = MOST + 16;

    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");

    @TestHTTPResource
    URI lintel;

    @Inject
    SpanRecorder spans;

    @Inject
    ErrorLog errors;

    SilentUpstream upstream;

    private final Vertx vertx = Vertx.vertx();

    /** What Lintel has said of a call. */
    private record Refusal(int status, String contentType, String retryAfter, String body) {}

    @BeforeEach
    void start_afresh() {
        spans.clear();
        errors.clear();
    }

    @AfterEach
    void stop() {
        vertx.close();
    }

    @Test
    void a_call_without_a_free_connection_is_refused_at_once_and_told_to_come_back() throws Exception {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MaxPoolSize(1)
                .setDefaultHost(lintel.getHost())
                .setDefaultPort(lintel.getPort()));
        BlockingQueue<Refusal> refused = new LinkedBlockingQueue<>();
        for (int i = 0; i < TOO_MANY; i++) {
            client.request(HttpMethod.GET, "/v1/files")
                    .compose(request -> request.send())
                    .onSuccess(answer -> told(answer).onSuccess(refused::add));
        }
        // All that are too many; the others wait for the provider, which never answers.
        for (int i = 0; i < TOO_MANY - MOST; i++) {
            Refusal refusal = refused.poll(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(refusal)
                    .as("a refusal, the %sth, with %s connections", i + 1, upstream.connections())
                    .isNotNull();
            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.retryAfter()).isEqualTo("1");
            assertThat(refusal.contentType()).startsWith("application/json");
            assertThat(refusal.body())
                    .contains("\"code\":\"upstream_busy\"")
                    .contains("\"Too many calls to provider 'silent' are under way.\"");
        }
        assertThat(refused).isEmpty();
        assertThat(upstream.connections()).isLessThanOrEqualTo(MOST);

        vertx.close().toCompletionStage().toCompletableFuture().get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        spans.awaitServers(TOO_MANY);
        assertThat(spans.servers())
                .filteredOn(
                        span -> Long.valueOf(503).equals(span.getAttributes().get(STATUS)))
                .hasSize(TOO_MANY - MOST);
        // So many connections at once may well hold a busy machine up: only errors are none.
        assertThat(errors.errors()).isEmpty();
    }

    private static Future<Refusal> told(HttpClientResponse answer) {
        return answer.body()
                .map(Buffer::toString)
                .map(body -> new Refusal(
                        answer.statusCode(), answer.getHeader("content-type"), answer.getHeader("retry-after"), body));
    }
}
