package dev.lintel.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.OtlpReceiver;
import dev.lintel.testing.OtlpReceiver.ReceivedSpan;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a caller can ask of the demo provider, in the prompt or in the header {@code x-demo}, as README says it. */
@Alongside
final class DemoIT {

    private static final String CHAT = "/v1/chat/completions";

    @TempDir
    static Path directory;

    private static OtlpReceiver collector;
    private static LintelProcess lintel;

    /** Of each test its own: spans of the one before may still come. */
    private final String traceId = UUID.randomUUID().toString().replace("-", "");

    private final String traceparent = "traceparent: 00-" + traceId + "-00f067aa0ba902b7-01\r\n";

    @BeforeAll
    static void start() {
        collector = OtlpReceiver.start();
        lintel = LintelProcess.in(directory)
                .with("DEMO_ENABLED", "true")
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint().toString())
                .with("OTEL_BSP_SCHEDULE_DELAY", "50")
                .start();
    }

    @AfterAll
    static void stop() {
        lintel.close();
        collector.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'', Hello [slow 600s]",
        "'', [slow 600000ms] Hello",
        "'', [slow 600s] and [status 429]",
        "slow 600s, Hello",
        "slow 600000ms; break 3, Hello",
        "SLOW 600S;status 503, Hello"
    })
    void a_call_that_is_to_be_slow_waits_while_others_are_answered(String header, String prompt) {
        try (RawClient slow = RawClient.connect(lintel.url());
                RawClient other = RawClient.connect(lintel.url())) {
            // No stream: that would take its time by itself.
            slow.post(CHAT, traceparent + demo(header), body(prompt, false));
            for (int call = 0; call < 4; call++) {
                assertThat(other.post(CHAT, body("Hello", false)).readAnswer().status())
                        .isEqualTo(200);
            }
            slow.reset();
        }

        assertThat(server().attribute("lintel.outcome")).isEqualTo("cancelled");
    }

    @ParameterizedTest
    @CsvSource({
        "'', Hello [slow 500ms]",
        "'', Hello [slow 1s]",
        "slow 500ms, Hello",
        // Wishes that there are not are passed over.
        "'', [slow down] [status 200] [break it] [slow 1m] Hello",
        "slow 1m; status 99; break -1, Hello"
    })
    void a_call_that_was_slow_is_answered_after_all(String header, String prompt) {
        Answer answer = ask(header, prompt, false);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("You said: “" + prompt + "”");
    }

    @ParameterizedTest
    @CsvSource({
        "'', Hello [status 429], 429",
        "'', Hello [status 500] and more, 500",
        "'', '[slow 1ms] [break 3] [status 503]', 503",
        "status 404, Hello, 404",
        "slow 1ms; status 429, Hello, 429"
    })
    void a_call_that_is_to_fail_has_that_status(String header, String prompt, int status) {
        for (boolean stream : List.of(true, false)) {
            Answer answer = ask(header, prompt, stream);

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.text()).contains("\"code\":\"demo_" + status + "\"");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', Hello [break 3], 3",
        "'', Hello [break 1], 1",
        "'', '[slow 1ms] Hello [break 2]', 2",
        "break 3, Hello, 3",
        // As it stands in README.
        "slow 500ms; break 3, Hello, 3"
    })
    void a_stream_that_is_to_break_breaks_after_so_many_pieces(String header, String prompt, int pieces)
            throws IOException {
        try (RawClient client = RawClient.connect(lintel.url())) {
            client.post(CHAT, traceparent + demo(header), body(prompt, true));
            assertThat(client.readHead().status()).isEqualTo(200);

            assertThat(readToTheBreak(client.content()).split("(?<=\n\n)"))
                    .hasSize(pieces)
                    .allMatch(piece -> piece.startsWith("data: {"));
        }

        assertThat(server().attribute("lintel.outcome")).isEqualTo("failed");
    }

    @Test
    void without_a_wish_the_answer_comes_whole() {
        assertThat(ask("", "Hello", true).text()).endsWith("data: [DONE]\n\n");
        assertThat(server().attribute("lintel.outcome")).isEqualTo("completed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chat/completions | messages | You said: “Hello”",
                "completions | prompt | You said: “Hello”",
                "embeddings | input | \"embedding\":[",
                "responses | input | You said: “Hello”",
                "messages | messages | You said: “Hello”",
                "messages/count_tokens | messages | {\"input_tokens\":8}"
            })
    void every_endpoint_that_lintel_understands_is_answered(String path, String field, String text) {
        String asked = "{\"model\":\"demo\",\"" + field + "\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        try (RawClient client = RawClient.connect(lintel.url())) {
            Answer answer = client.post("/v1/" + path, asked).readAnswer();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).contains(text);
        }
    }

    @Test
    void it_is_the_default_where_there_is_no_other() {
        try (RawClient client = RawClient.connect(lintel.url())) {
            Answer answer = client.post(CHAT, body("Hello", false).replace("\"demo\"", "\"made-up\""))
                    .readAnswer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).contains("\"model\":\"demo\"");
        }
    }

    private Answer ask(String header, String prompt, boolean stream) {
        try (RawClient client = RawClient.connect(lintel.url())) {
            return client.post(CHAT, traceparent + demo(header), body(prompt, stream))
                    .readAnswer();
        }
    }

    private static String demo(String wishes) {
        return wishes.isEmpty() ? "" : "x-demo: " + wishes + "\r\n";
    }

    private static String body(String prompt, boolean stream) {
        return "{\"model\":\"demo\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt
                + "\"}]}";
    }

    /** What Lintel tells of the caller's call. */
    private ReceivedSpan server() {
        return collector
                .awaitSpans(1, span -> span.traceId().equals(traceId) && span.kind() == SpanKind.SPAN_KIND_SERVER)
                .get(0);
    }

    private static String readToTheBreak(InputStream content) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            content.transferTo(read);
        } catch (IOException broken) {
            return read.toString(StandardCharsets.UTF_8);
        }
        throw new AssertionError("The stream came to its end: " + read);
    }
}
