import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.RateLimitException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Drives Lintel with OpenAI's official Java client while a provider is killed and started again, and with keys that have limits.
 * Arguments: base URL, directory. Touches java.ready in the directory, begins when there is a file {@code begin}, and calls until
 * there is one {@code over}.
 */
final class Client {

    private static final int CHUNKS = 10;

    private interface Check {
        void run() throws Exception;
    }

    private final String baseUrl;
    private final Path directory;

    private Client(String baseUrl, Path directory) {
        this.baseUrl = baseUrl;
        this.directory = directory;
    }

    public static void main(String[] arguments) throws Exception {
        Client client = new Client(arguments[0], Path.of(arguments[1]));
        client.with("steady", 0);
        Files.createFile(client.directory.resolve("java.ready"));
        while (!Files.exists(client.directory.resolve("begin"))) {
            Thread.sleep(50);
        }
        // The client's own threads would keep the process for a while.
        System.exit(client.passes() ? 0 : 1);
    }

    private boolean passes() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("a key beyond its limit is a rate limit error that says when to come back", this::limited);
        checks.put("what could never pass is not tried again", () -> refused("narrow-java", 2));
        checks.put(
                "every call is answered by either provider and no broken stream is taken for a whole one", this::answered);
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

    private void limited() {
        for (int i = 0; i < 2; i++) {
            var completion = with("limited-java", 0).chat().completions().create(question());
            String content = completion.choices().get(0).message().content().orElse("");
            check(content.equals("hello"), "content is " + content);
        }
        String seconds = refused("limited-java", 0).headers().values("retry-after").get(0);
        check(Integer.parseInt(seconds) >= 1 && Integer.parseInt(seconds) <= 60, "retry-after is " + seconds);
    }

    private void answered() {
        var steady = with("steady", 0).chat().completions();
        Set<String> models = new TreeSet<>();
        while (!Files.exists(directory.resolve("over"))) {
            models.add(steady.create(question()).model());
            try (StreamResponse<ChatCompletionChunk> stream = steady.createStreaming(question())) {
                checkWholeOrBroken(stream.stream().iterator());
            }
        }
        check(models.equals(Set.of("model-a", "model-b")), "models are " + models);
    }

    private static void checkWholeOrBroken(Iterator<ChatCompletionChunk> stream) {
        int chunks = 0;
        try {
            while (stream.hasNext()) {
                stream.next();
                chunks++;
            }
        } catch (RuntimeException broken) {
            // It had begun: what is there can not be taken back.
            check(chunks > 0, "a stream broke before anything of it was there");
            return;
        }
        check(chunks == CHUNKS, "a clean end after " + chunks + " chunks");
    }

    private RateLimitException refused(String key, int retries) {
        try {
            with(key, retries).chat().completions().create(question());
        } catch (RateLimitException error) {
            String code = error.code().orElse("");
            check(code.equals("rate_limit_exceeded"), "code is " + code);
            return error;
        }
        throw new AssertionError("no error");
    }

    private OpenAIClient with(String key, int retries) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(baseUrl)
                .apiKey(key)
                .maxRetries(retries)
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    private static ChatCompletionCreateParams question() {
        return ChatCompletionCreateParams.builder().model("steady").addUserMessage("Say hello.").build();
    }

    private static void check(boolean fact, String otherwise) {
        if (!fact) {
            throw new AssertionError(otherwise);
        }
    }
}
