import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonMissing;
import com.openai.core.http.Headers;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionChunk.Choice;
import com.openai.models.chat.completions.ChatCompletionChunk.Choice.FinishReason;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Drives Lintel with the official Java client of OpenAI. Arguments: base URL, traceparent. */
final class Client {

    private interface Check {
        void run() throws Exception;
    }

    private final OpenAIClient client;
    private final String traceId;

    private Client(String baseUrl, String traceparent) {
        client = OpenAIOkHttpClient.builder()
                .baseUrl(baseUrl)
                .apiKey("unused")
                .maxRetries(0)
                .timeout(Duration.ofSeconds(30))
                .putHeader("traceparent", traceparent)
                .build();
        traceId = traceparent.split("-")[1];
    }

    public static void main(String[] arguments) {
        boolean passed = new Client(arguments[0], arguments[1]).passes();
        // The client's own threads would keep the process for a while.
        System.exit(passed ? 0 : 1);
    }

    private boolean passes() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("models contain demo", this::modelsContainDemo);
        checks.put("a completion has content and usage", this::aCompletionHasContentAndUsage);
        checks.put("a stream comes in chunks without usage", this::aStreamComesInChunksWithoutUsage);
        checks.put("a stream ends with the usage it asked for", this::aStreamEndsWithTheUsageItAskedFor);
        checks.put("a missing model is a bad request", this::aMissingModelIsABadRequest);
        checks.put("the provider's 429 is a rate limit error", this::theProviders429IsARateLimitError);
        checks.put("a broken stream is an error", this::aBrokenStreamIsAnError);
        boolean passed = true;
        for (var check : checks.entrySet()) {
            try {
                check.getValue().run();
                System.out.println("passed  java: " + check.getKey());
            } catch (Exception | AssertionError fault) {
                passed = false;
                System.out.println("failed  java: " + check.getKey() + ": " + fault);
            }
        }
        return passed;
    }

    private void modelsContainDemo() throws Exception {
        try (var response = client.models().withRawResponse().list()) {
            checkTraced(response.headers());
            var models = response.parse().data();
            check(models.stream().anyMatch(model -> model.id().equals("demo")), "models are " + models);
        }
    }

    private void aCompletionHasContentAndUsage() throws Exception {
        try (var response = client.chat().completions().withRawResponse().create(question().build())) {
            checkTraced(response.headers());
            var completion = response.parse();
            var content = completion.choices().get(0).message().content().orElse("");
            check(!content.isEmpty(), "no content");
            check(completion.usage().orElseThrow().totalTokens() > 0, "usage is " + completion.usage());
        }
    }

    private void aStreamComesInChunksWithoutUsage() throws Exception {
        var chunks = streamed(question().build());
        checkWhole(chunks);
        check(chunks.stream().allMatch(chunk -> chunk.usage().isEmpty()), "usage that was not asked for");
    }

    private void aStreamEndsWithTheUsageItAskedFor() throws Exception {
        var withUsage = ChatCompletionStreamOptions.builder().includeUsage(true).build();
        var chunks = streamed(question().streamOptions(withUsage).build());
        checkWhole(chunks);
        var usage = chunks.get(chunks.size() - 1).usage();
        check(usage.isPresent() && usage.get().totalTokens() > 0, "usage is " + usage);
    }

    @SuppressWarnings("unchecked") // A missing value fits every field; its type is raw.
    private void aMissingModelIsABadRequest() {
        var error = refused(question().model(JsonMissing.of()).build(), BadRequestException.class);
        checkTraced(error.headers());
        check(error.type().isPresent() && error.body().toString().contains("code"), "body is " + error.body());
        check(!error.getMessage().isBlank(), "no message");
    }

    private void theProviders429IsARateLimitError() {
        var params = question().putAdditionalHeader("x-demo", "status 429").build();
        checkTraced(refused(params, RateLimitException.class).headers());
    }

    private void aBrokenStreamIsAnError() throws Exception {
        var params = question().putAdditionalHeader("x-demo", "break 2").build();
        try (var response = client.chat().completions().withRawResponse().createStreaming(params);
                var stream = response.parse()) {
            checkTraced(response.headers());
            long chunks;
            try {
                chunks = stream.stream().count();
            } catch (OpenAIException expected) {
                return;
            }
            throw new AssertionError("a clean end after " + chunks + " chunks");
        }
    }

    private static ChatCompletionCreateParams.Builder question() {
        return ChatCompletionCreateParams.builder().model("demo").addUserMessage("Say hello.");
    }

    private List<ChatCompletionChunk> streamed(ChatCompletionCreateParams params) throws Exception {
        try (var response = client.chat().completions().withRawResponse().createStreaming(params);
                StreamResponse<ChatCompletionChunk> stream = response.parse()) {
            checkTraced(response.headers());
            return stream.stream().collect(Collectors.toList());
        }
    }

    private <T extends OpenAIServiceException> T refused(ChatCompletionCreateParams params, Class<T> type) {
        try {
            client.chat().completions().create(params);
        } catch (OpenAIServiceException error) {
            check(type.isInstance(error), error.toString());
            return type.cast(error);
        }
        throw new AssertionError("no error");
    }

    private static void checkWhole(List<ChatCompletionChunk> chunks) {
        List<Choice> choices =
                chunks.stream().flatMap(chunk -> chunk.choices().stream()).collect(Collectors.toList());
        check(choices.size() > 2, choices.size() + " chunks");
        String content = choices.stream()
                .flatMap(choice -> choice.delta().content().stream())
                .collect(Collectors.joining());
        check(!content.isEmpty(), "no content");
        Optional<FinishReason> reason = choices.get(choices.size() - 1).finishReason();
        check(reason.equals(Optional.of(FinishReason.STOP)), "finish_reason is " + reason);
    }

    private void checkTraced(Headers headers) {
        List<String> answered = headers.values("traceresponse");
        check(
                answered.size() == 1 && answered.get(0).split("-")[1].equals(traceId),
                "traceresponse is " + answered);
    }

    private static void check(boolean fact, String otherwise) {
        if (!fact) {
            throw new AssertionError(otherwise);
        }
    }
}
