package dev.lintel.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Gzip;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawHttp2Client;
import dev.lintel.testing.ShownMetrics;
import dev.lintel.testing.SpanRecorder;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.trace.StatusCode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Official clients close at the end mark, or at an error, without reading the end of the body: what has been read decides. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class ClientLeavesAtTheEndTest extends EndToEnd {

    private static final String ASKING =
            "{\"model\":\"gpt-4o\",\"stream\":true,\"stream_options\":{\"include_usage\":true}}";
    private static final String NOT_ASKING = "{\"model\":\"gpt-4o\",\"stream\":true}";
    private static final int MEGABYTE = 1024 * 1024;

    private ShownMetrics before;

    @BeforeEach
    void count_what_has_been() {
        before = ShownMetrics.of(lintel);
    }

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

    @ParameterizedTest
    @EnumSource
    void by_closing_the_half_that_it_sends_on(Last last) {
        try (RawClient client = reading(last)) {
            client.closeOutput();
            assertTold(last);
        }
    }

    @ParameterizedTest
    @EnumSource
    void by_taking_a_stream_of_http_2_back(Last last) {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            Exchange exchange = upstreamOf(client, last);
            client.cancel(1);
            client.awaitPong();
            exchange.awaitDeparture();
            assertTold(last);
        }
    }

    @ParameterizedTest
    @EnumSource
    void by_closing_the_whole_connection_of_http_2(Last last) {
        RawHttp2Client client = RawHttp2Client.connect(lintel);
        upstreamOf(client, last);
        client.close();
        assertTold(last);
    }

    @ParameterizedTest
    @EnumSource
    void by_resetting_the_whole_connection_of_http_2(Last last) {
        RawHttp2Client client = RawHttp2Client.connect(lintel);
        upstreamOf(client, last);
        client.resetConnection();
        assertTold(last);
    }

    @ParameterizedTest
    @EnumSource
    void by_reading_no_more_of_what_follows(Last last) {
        String body = ASKING.replace("gpt-4o", "wants-pieces/gpt-4o");
        try (RawClient client = RawClient.connect(lintel, 16 * 1024).post(last.path, body)) {
            Exchange exchange = answered(last);
            assertRead(client, last);
            byte[] comment = (": " + "x".repeat(MEGABYTE) + "\n\n").getBytes(UTF_8);
            assertThat(Patience.untilItFails("the answer", () -> exchange.sendChunk(comment)))
                    .isNotNull();
            exchange.awaitDeparture();
            assertTold(last);
        }
    }

    /** Many at once, so that the last write fails for some, and others are gone before it. */
    @ParameterizedTest
    @EnumSource
    void just_as_the_end_of_the_body_comes(Last last) {
        for (int round = 0; round < 4; round++) {
            List<RawClient> clients =
                    Stream.generate(() -> RawClient.connect(lintel)).limit(50).toList();
            clients.forEach(client -> client.post(last.path, ASKING));
            List<Exchange> exchanges =
                    clients.stream().map(client -> answered(last)).toList();
            clients.forEach(client -> assertRead(client, last));
            CompletableFuture<Void> leaving = CompletableFuture.runAsync(() -> clients.forEach(RawClient::reset));
            exchanges.forEach(ClientLeavesAtTheEndTest::endIfItIsThere);
            leaving.join();
        }
        assertThat(spans.servers()).hasSize(200);
        assertThat(spans.awaitAll()).hasSize(600).allSatisfy(span -> {
            assertThat(span.getAttributes().get(SpanRecorder.OUTCOME))
                    .isEqualTo(last.errorType == null ? "completed" : "failed");
            assertThat(span.getAttributes().get(SpanRecorder.ERROR_TYPE)).isEqualTo(last.errorType);
        });
    }

    @ParameterizedTest
    @EnumSource(
            names = {"DONE.*", "ERROR", "ERROR_OF_COMPLETIONS", "NAMED_ERROR"},
            mode = EnumSource.Mode.MATCH_ANY)
    void while_the_chunk_is_looked_for_that_only_lintel_has_asked_for(Last last) {
        RawClient client = RawClient.connect(lintel).post(last.path, NOT_ASKING);
        Exchange exchange = upstream.next();
        assertThat(exchange.text()).contains("stream_options");
        exchange.startStream().sendChunk(last.events);
        assertRead(client, last);
        client.close();
        exchange.awaitDeparture();
        assertTold(last);
    }

    @ParameterizedTest
    @EnumSource
    void of_an_answer_in_gzip(Last last) {
        RawClient client = RawClient.connect(lintel).post(last.path, "accept-encoding: gzip\r\n", ASKING);
        Exchange exchange = upstream.next();
        exchange.content();
        byte[] flushed = Gzip.begun(last.events);
        exchange.send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-encoding: gzip\r\n"
                        + "transfer-encoding: chunked\r\n\r\n")
                .sendChunk(flushed);
        client.readHead();
        assertThat(client.read(flushed.length)).isEqualTo(flushed);
        client.close();
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
        answered(last);
        assertRead(client, last);
        return client;
    }

    private Exchange answered(Last last) {
        Exchange exchange = upstream.next();
        exchange.content();
        return exchange.startStream().sendChunk(last.events);
    }

    private static void assertRead(RawClient client, Last last) {
        client.readHead();
        assertThat(new String(client.read(last.events.length()), UTF_8)).isEqualTo(last.events);
    }

    private Exchange upstreamOf(RawHttp2Client client, Last last) {
        int stream = client.open(false, "POST", last.path, "content-type", "application/json");
        assertThat(stream).isEqualTo(1);
        client.send(stream, ASKING.getBytes(UTF_8), true);
        Exchange exchange = answered(last);
        client.awaitContent(stream, last.events.length());
        return exchange;
    }

    // Lintel may have left it already.
    private static void endIfItIsThere(Exchange exchange) {
        try {
            exchange.endStream();
        } catch (UncheckedIOException gone) {
            assertThat(gone).hasMessageMatching(".*(Broken pipe|reset|Socket is closed|Socket closed).*");
        }
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
        assertCounted(last);
    }

    // In each duration once, by the error that it was, and the stream by its outcome.
    private void assertCounted(Last last) {
        ShownMetrics after = ShownMetrics.of(lintel);
        String error = last.errorType == null ? "!error_type=" : "error_type=\"" + last.errorType + "\"";
        for (String duration : List.of("gen_ai_client_operation", "http_server_request", "http_client_request")) {
            String name = duration + "_duration_seconds_count";
            assertThat(after.sum(name, error) - before.sum(name, error))
                    .as(name)
                    .isEqualTo(1);
            assertThat(after.sum(name) - before.sum(name)).as(name).isEqualTo(1);
        }
        String streams = "lintel_streams_ended_total";
        String outcome = "lintel_outcome=\"" + (last.errorType == null ? "completed" : "failed") + "\"";
        assertThat(after.sum(streams, outcome) - before.sum(streams, outcome)).isEqualTo(1);
        assertThat(after.sum(streams) - before.sum(streams)).isEqualTo(1);
    }
}
