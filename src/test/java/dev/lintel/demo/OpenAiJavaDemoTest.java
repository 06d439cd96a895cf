package dev.lintel.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseStreamEvent;
import dev.lintel.testing.Alongside;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The official Java client of OpenAI finds in the demo provider's answers every field that it requires. */
@Alongside
final class OpenAiJavaDemoTest {

    private static DemoServer server;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        server = new DemoServer();
        client = OpenAIOkHttpClient.builder()
                .baseUrl(server.url().toString())
                .apiKey("unused")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    @Test
    void a_response() {
        Response response = client.responses().create(request("Hello")).validate();

        assertThat(response.output()
                        .get(0)
                        .asMessage()
                        .content()
                        .get(0)
                        .asOutputText()
                        .text())
                .startsWith("You said: “Hello”.");
    }

    @Test
    void the_stream_of_a_response() {
        Response response = stream("Hello");

        assertThat(response.output()
                        .get(0)
                        .asMessage()
                        .content()
                        .get(0)
                        .asOutputText()
                        .text())
                .startsWith("You said: “Hello”.");
        assertThat(response.usage().orElseThrow().totalTokens()).isGreaterThan(50);
    }

    @Test
    void the_stream_of_a_call() {
        ResponseFunctionToolCall call =
                stream("[tool look {\"at\":1}]").output().get(0).asFunctionCall();

        assertThat(call.name()).isEqualTo("look");
        assertThat(call.arguments()).isEqualTo("{\"at\":1}");
    }

    @Test
    void a_completion() {
        assertThat(client.completions()
                        .create(CompletionCreateParams.builder()
                                .model("demo")
                                .prompt("Hello")
                                .build())
                        .validate()
                        .choices()
                        .get(0)
                        .text())
                .startsWith("You said: “Hello”.");
    }

    @Test
    void embeddings() {
        CreateEmbeddingResponse embeddings = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("demo")
                        .inputOfArrayOfStrings(List.of("One", "Two"))
                        .dimensions(64)
                        .build());

        assertThat(embeddings.data())
                .hasSize(2)
                .allSatisfy(embedding -> assertThat(embedding.embedding()).hasSize(64));
    }

    private static Response stream(String prompt) {
        ResponseAccumulator accumulated = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(request(prompt))) {
            events.stream().forEach(event -> accumulated.accumulate(event.validate()));
        }
        return accumulated.response();
    }

    private static ResponseCreateParams request(String prompt) {
        return ResponseCreateParams.builder()
                .model("demo")
                .input(prompt)
                .addTool(FunctionTool.builder()
                        .name("look")
                        .parameters(FunctionTool.Parameters.builder().build())
                        .strict(false)
                        .build())
                .build();
    }
}
