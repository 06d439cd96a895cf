package dev.lintel.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.RawClient;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Turns over one WebSocket, met with the client of the JDK. */
@Alongside
final class ResponsesSocketTest {

    private static final List<String> CALL = List.of(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.completed");

    private static final int MAX = 33_554_432;
    private static final int LAST = 0x80;
    private static final int TEXT = 1;

    /** A frame that closes, with 1009 as its reason. */
    private static final String TOO_BIG = "880203F1";

    private static DemoServer server;

    @BeforeAll
    static void start() {
        server = new DemoServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_turn_has_the_events_of_the_stream_each_as_a_message() {
        String body = "\"input\":\"Hello\",\"model\":\"demo\"}";
        List<String> streamed = server.stream("/v1/responses", "{\"stream\":true," + body).stream()
                .filter(event -> !event.isEmpty())
                .map(event -> event.substring(event.indexOf("data: ") + 6))
                .toList();

        try (ReceivedMessages client = server.open("")) {
            client.send("{\"type\":\"response.create\"," + body);

            assertThat(client.turn())
                    .extracting(event -> DemoServer.steady(event.encode()))
                    .isEqualTo(streamed)
                    .hasSizeGreaterThan(50);
        }
    }

    @Test
    void turns_are_answered_one_after_the_other() {
        int turns = 40;
        try (ReceivedMessages client = server.open("")) {
            for (int turn = 0; turn < turns; turn++) {
                client.send(create("[tool look {\\\"turn\\\":" + turn + "}]"));
            }

            for (int turn = 0; turn < turns; turn++) {
                List<JsonObject> events = client.turn();
                assertThat(events).extracting(event -> event.getString("type")).isEqualTo(CALL);
                assertThat(events)
                        .extracting(event -> event.getInteger("sequence_number"))
                        .isEqualTo(IntStream.range(0, CALL.size()).boxed().toList());
                assertThat(events.get(4).getString("arguments")).isEqualTo("{\"turn\":" + turn + "}");
            }
        }
    }

    @Test
    void a_turn_that_only_warms_up_has_no_output() {
        try (ReceivedMessages client = server.open("")) {
            client.send(create("Hello").replace("{\"type\"", "{\"generate\":false,\"type\""));

            List<JsonObject> events = client.turn();
            assertThat(events)
                    .extracting(event -> event.getString("type"))
                    .containsExactly("response.created", "response.completed");
            JsonObject response = events.get(1).getJsonObject("response");
            assertThat(response.getString("status")).isEqualTo("completed");
            assertThat(response.getJsonArray("output")).isEmpty();
            assertThat(response.getJsonObject("usage").getInteger("output_tokens"))
                    .isZero();
        }
    }

    @Test
    void what_is_no_turn_is_refused_and_the_next_turn_is_answered() {
        try (ReceivedMessages client = server.open("")) {
            client.send("Hello");
            client.send("[]");
            client.send("{\"type\":\"response.cancel\"}");
            client.send("{\"input\":\"Hello\"}");
            client.send("{}".getBytes(StandardCharsets.UTF_8));
            client.send(create("[tool look]"));

            assertThat(client.next()).isEqualTo(error(400, "The message is no JSON object."));
            assertThat(client.next()).isEqualTo(error(400, "The message is no JSON object."));
            assertThat(client.next()).isEqualTo(error(400, "The type of a message must be response.create."));
            assertThat(client.next()).isEqualTo(error(400, "The type of a message must be response.create."));
            assertThat(client.next()).isEqualTo(error(400, "A message must be a text."));
            assertThat(client.turn()).hasSameSizeAs(CALL);
        }
    }

    @ParameterizedTest
    @CsvSource({"'', Hello [status 429]", "status 429, Hello"})
    void a_turn_that_is_to_fail_is_an_error_with_its_status(String header, String prompt) {
        try (ReceivedMessages client = server.open(header)) {
            client.send(create(prompt));
            client.send(create(prompt));

            String error = error(429, "You asked the demo provider to fail.");
            assertThat(client.next()).isEqualTo(error);
            assertThat(client.next()).isEqualTo(error);
        }
    }

    @ParameterizedTest
    @CsvSource({"'', Hello [break 2], 2", "slow 1ms; break 3, Hello, 3", "'', [break 0], 0"})
    void a_turn_that_is_to_break_breaks_the_connection_after_so_many_events(String header, String prompt, int events) {
        try (ReceivedMessages client = server.open(header)) {
            client.send(create(prompt));

            for (int event = 0; event < events; event++) {
                assertThat(new JsonObject(client.next()).getInteger("sequence_number"))
                        .isEqualTo(event);
            }
            // 1006: without a closing handshake.
            assertThat(client.next()).isIn("broken", "closed 1006");
        }
    }

    @Test
    void a_client_that_leaves_in_the_middle_of_a_turn_leaves_others_alone() {
        try (ReceivedMessages client = server.open("");
                ReceivedMessages other = server.open("")) {
            client.send(create("Hello"));
            client.next();
            client.close();
            other.send(create("Hello"));

            assertThat(other.turn()).hasSizeGreaterThan(50);
        }
    }

    @Test
    void a_message_may_have_32_MiB() {
        try (RawClient client = openRaw()) {
            client.send(frame(LAST | TEXT, MAX)).send(warmUp());

            assertThat(client.read(1)).containsExactly(LAST | TEXT);
        }
    }

    @Test
    void a_message_of_more_than_32_MiB_closes_the_connection() {
        try (RawClient client = openRaw()) {
            client.send(frame(TEXT, MAX / 2)).send(new byte[MAX / 2]);
            client.send(frame(LAST, MAX / 2 + 1)).send(new byte[MAX / 2 + 1]);

            assertThat(client.read(4)).asHexString().isEqualTo(TOO_BIG);
        }
    }

    @Test
    void a_frame_of_more_than_32_MiB_is_not_read() {
        try (RawClient client = openRaw()) {
            client.send(frame(LAST | TEXT, MAX + 1));

            assertThat(client.read(4)).asHexString().isEqualTo(TOO_BIG);
        }
    }

    @Test
    void without_an_opening_there_is_nothing() {
        assertThat(server.get("/v1/responses").status()).isEqualTo(404);
        try (RawClient client = server.connect()) {
            assertThat(client.send(opening("/v1/models")).readAnswer().status()).isEqualTo(200);
        }
    }

    private static String opening(String path) {
        return "GET " + path + " HTTP/1.1\r\nhost: demo\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
                + "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    private static RawClient openRaw() {
        RawClient client = server.connect();
        assertThat(client.send(opening("/v1/responses")).readHead().status()).isEqualTo(101);
        return client;
    }

    /** The head of a frame, with 64 bits of length and a mask that changes nothing (RFC 6455, section 5.2). */
    private static byte[] frame(int kind, int size) {
        return ByteBuffer.allocate(14)
                .put((byte) kind)
                .put((byte) 0xFF)
                .putLong(size)
                .array();
    }

    private static byte[] warmUp() {
        String message = "{\"type\":\"response.create\",\"generate\":false}";
        return (message + " ".repeat(MAX - message.length())).getBytes(StandardCharsets.US_ASCII);
    }

    private static String create(String prompt) {
        return "{\"type\":\"response.create\",\"model\":\"demo\",\"input\":[{\"role\":\"user\",\"content\":["
                + "{\"type\":\"input_text\",\"text\":\"" + prompt + "\"}]}],"
                + "\"tools\":[{\"type\":\"function\",\"name\":\"look\",\"parameters\":{}}]}";
    }

    private static String error(int status, String message) {
        String type = status == 429 ? "rate_limit_error" : "invalid_request_error";
        return "{\"type\":\"error\",\"status\":" + status + ",\"error\":{\"message\":\"" + message + "\",\"type\":\""
                + type + "\",\"param\":null,\"code\":\"demo_" + status + "\"}}";
    }
}
