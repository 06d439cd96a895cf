package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.trace.StatusCode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Official clients close at the end mark, or at an error, without reading the end of the body: what has been read decides. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class ClientLeavesAtTheEndTest extends EndToEnd {

    private static final String ASKING =
            "{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";

    /** What the client reads last, and how the call has ended by that. */
    enum Last {
        DONE(
                "chat/completions",
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\ndata: [DONE]\n\n",
                null),
        DONE_WITHOUT_THE_EMPTY_LINE(
                "chat/completions",
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"b\"}}]}\n\ndata: [DONE]\n",
                null),
        DONE_OF_COMPLETIONS(
                "completions", "data: {\"choices\":[{\"index\":0,\"text\":\"c\"}]}\n\ndata: [DONE]\n\n", null),
        DONE_ALONE("chat/completions", "data: [DONE]\n\n", "incomplete_stream"),
        ERROR("chat/completions", "data: {\"error\":{\"message\":\"x\",\"code\":\"overloaded\"}}\n\n", "overloaded"),
        ERROR_OF_COMPLETIONS(
                "completions", "data: {\"error\":{\"message\":\"x\",\"type\":\"server_error\"}}\n\n", "server_error"),
        NAMED_ERROR(
                "chat/completions",
                "event: error\ndata: {\"code\":\"Throttling\",\"message\":\"x\"}\n\n",
                "Throttling"),
        COMPLETED(
                "responses",
                "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\"}}\n\n",
                null),
        INCOMPLETE(
                "responses",
                "event: response.incomplete\ndata: {\"type\":\"response.incomplete\",\"response\":{\"status\":\"incomplete\"}}\n\n",
                null),
        FAILED(
                "responses",
                "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"server_error\"}}}\n\n",
                "server_error"),
        ERROR_OF_RESPONSES(
                "responses",
                "event: error\ndata: {\"type\":\"error\",\"code\":\"rate_limit_exceeded\"}\n\n",
                "rate_limit_exceeded"),
        STOP("messages", "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", null),
        ERROR_OF_MESSAGES(
                "messages",
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}\n\n",
                "overloaded_error");

        private final String path;
        private final String events;
        private final String errorType;

        Last(String path, String events, String errorType) {
            this.path = "/v1/" + path;
            this.events = events;
            this.errorType = errorType;
        }
    }

    @ParameterizedTest
    @EnumSource
    void by_a_farewell(Last last) {
        RawClient client = reading(last);
        client.close();
        assertTold(last);
    }

    @ParameterizedTest
    @EnumSource
    void by_a_reset(Last last) {
        RawClient client = reading(last);
        client.reset();
        assertTold(last);
    }

    @ParameterizedTest
    @EnumSource
    void by_resetting_a_stream_of_http_2(Last last) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        CompletableFuture<HttpResponse<InputStream>> answer = client.sendAsync(
                HttpRequest.newBuilder(lintel.resolve(last.path))
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(ASKING))
                        .build(),
                BodyHandlers.ofInputStream());
        Exchange exchange = upstream.next();
        exchange.content();
        exchange.startStream().sendChunk(last.events);
        try (InputStream content = answer.get().body()) {
            assertThat(content.readNBytes(last.events.length())).asString().isEqualTo(last.events);
        }
        exchange.awaitDeparture();
        assertTold(last);
    }

    @Test
    void a_client_that_leaves_after_a_finish_reason_and_before_the_mark_has_cancelled() {
        try (RawClient client = RawClient.connect(lintel).post("/v1/chat/completions", ASKING)) {
            Exchange exchange = upstream.next().startStream();
            String piece = "data: {\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"}]}\n\n";
            exchange.sendChunk(piece);
            client.readHead();
            client.read(piece.length());
            client.close();
            exchange.awaitDeparture();
        }
        spans.assertCancelled();
    }

    private RawClient reading(Last last) {
        RawClient client = RawClient.connect(lintel).post(last.path, ASKING);
        Exchange exchange = upstream.next();
        exchange.content();
        exchange.startStream().sendChunk(last.events);
        client.readHead();
        assertThat(new String(client.read(last.events.length()), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(last.events);
        return client;
    }

    private void assertTold(Last last) {
        if (last.errorType == null) {
            spans.assertCompleted(200);
        } else {
            spans.assertBroken(last.errorType);
        }
        assertThat(spans.inferences()).singleElement().satisfies(span -> {
            assertThat(span.getStatus().getStatusCode())
                    .isEqualTo(last.errorType == null ? StatusCode.UNSET : StatusCode.ERROR);
            assertThat(span.getAttributes().get(SpanRecorder.ERROR_TYPE)).isEqualTo(last.errorType);
        });
    }
}
