package dev.lintel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.models.Model;
import dev.lintel.testing.Alongside;
import dev.lintel.testing.FakeUpstream;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.Gzip;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.OtlpReceiver;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official Java client of OpenAI meets the packaged application and notices nothing. */
@Alongside
final class OpenAiJavaClientIT {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    @TempDir
    static Path directory;

    private static OtlpReceiver collector;
    private static FakeUpstream upstream;
    private static LintelProcess lintel;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        collector = OtlpReceiver.start();
        upstream = FakeUpstream.start();
        lintel = LintelProcess.in(directory)
                .with("DEMO_ENABLED", "true")
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint().toString())
                .withFile(
                        "config/application.yaml",
                        "providers: {fake: {base_url: 'http://127.0.0.1:" + upstream.port()
                                + "/fake/v1', models: ['fake-*']}}")
                .start();
        client = OpenAIOkHttpClient.builder()
                .baseUrl(lintel.url() + "/v1")
                .apiKey("unused")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        lintel.close();
        upstream.close();
        collector.close();
    }

    @Test
    void it_lists_the_models_of_all_providers() {
        CompletableFuture<List<String>> ids = CompletableFuture.supplyAsync(
                () -> client.models().list().data().stream().map(Model::id).toList());
        upstream.next()
                .answer("{\"object\":\"list\",\"data\":[{\"id\":\"fake-1\",\"object\":\"model\",\"created\":1,"
                        + "\"owned_by\":\"fake\"}]}");

        assertThat(ids.join()).containsExactlyInAnyOrder("demo", "fake-1");
    }

    @Test
    void it_completes_a_chat() {
        ChatCompletion completion =
                client.chat().completions().create(question().build());

        assertThat(completion.model()).isEqualTo("demo");
        assertThat(completion.choices().get(0).message().content().orElseThrow())
                .contains("Say hello.");
        assertThat(completion.usage().orElseThrow().totalTokens()).isPositive();
    }

    @Test
    void it_completes_a_chat_as_a_stream_with_the_usage_it_asked_for() {
        ChatCompletionCreateParams params = question()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        List<ChatCompletionChunk> chunks;
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            chunks = stream.stream().toList();
        }

        assertThat(chunks).hasSizeGreaterThan(3);
        assertThat(chunks.stream()
                        .flatMap(chunk -> chunk.choices().stream())
                        .flatMap(choice -> choice.delta().content().stream())
                        .collect(Collectors.joining()))
                .contains("Say hello.");
        assertThat(chunks.get(chunks.size() - 1).usage().orElseThrow().totalTokens())
                .isPositive();
    }

    @Test
    void it_takes_a_compressed_answer_which_it_asks_for_by_itself() {
        CompletableFuture<ChatCompletion> completion = CompletableFuture.supplyAsync(() ->
                client.chat().completions().create(question().model("fake-1").build()));
        Exchange exchange = upstream.next();
        assertThat(exchange.head().field("accept-encoding").orElseThrow()).contains("gzip");
        exchange.content();
        byte[] answer = Gzip.of(
                "{\"id\":\"1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"fake-1\",\"choices\":["
                        + "{\"index\":0,\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"Grüße\"}}]}");
        exchange.send("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: "
                        + answer.length + "\r\n\r\n")
                .end(answer);

        assertThat(completion.join().choices().get(0).message().content()).contains("Grüße");
    }

    @Test
    void it_is_told_the_trace_that_it_sent() throws Exception {
        ChatCompletionCreateParams params = question()
                .putAdditionalHeader("traceparent", "00-" + TRACE_ID + "-00f067aa0ba902b7-01")
                .build();
        try (HttpResponseFor<ChatCompletion> response =
                client.chat().completions().withRawResponse().create(params)) {
            assertThat(response.headers().values("traceresponse"))
                    .singleElement()
                    .asString()
                    .matches("00-" + TRACE_ID + "-[0-9a-f]{16}-01");
        }
    }

    @Test
    void it_sees_a_model_that_nobody_serves_as_not_found() {
        NotFoundException notFound = refused(NotFoundException.class, question().model("unheard-of"));

        assertThat(notFound.code()).contains("model_not_found");
        assertThat(notFound.param()).contains("model");
        assertThat(notFound.type()).contains("invalid_request_error");
        assertThat(notFound.getMessage()).contains("No provider here serves the model 'unheard-of'.");
    }

    @Test
    void it_sees_an_empty_model_as_a_bad_request() {
        BadRequestException bad = refused(BadRequestException.class, question().model(""));

        assertThat(bad.code()).contains("invalid_model");
        assertThat(bad.param()).contains("model");
    }

    @Test
    void it_sees_a_refusal_of_the_provider_as_the_provider_made_it() {
        RateLimitException limited =
                refused(RateLimitException.class, question().putAdditionalHeader("x-demo", "status 429"));

        assertThat(limited.code()).contains("demo_429");
        assertThat(limited.type()).contains("rate_limit_error");
    }

    @Test
    void it_sees_a_failure_of_the_provider_as_a_server_error() {
        InternalServerException failed =
                refused(InternalServerException.class, question().putAdditionalHeader("x-demo", "status 503"));

        assertThat(failed.statusCode()).isEqualTo(503);
    }

    @Test
    void it_sees_a_stream_that_breaks_as_a_failure_and_not_as_an_end() {
        ChatCompletionCreateParams params =
                question().putAdditionalHeader("x-demo", "break 3").build();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            assertThatExceptionOfType(OpenAIIoException.class)
                    .isThrownBy(() -> stream.stream().toList());
        }
    }

    private static <T extends OpenAIServiceException> T refused(
            Class<T> type, ChatCompletionCreateParams.Builder question) {
        ChatCompletionCreateParams params = question.build();
        return catchThrowableOfType(type, () -> client.chat().completions().create(params));
    }

    private static ChatCompletionCreateParams.Builder question() {
        return ChatCompletionCreateParams.builder().model("demo").addUserMessage("Say hello.");
    }
}
