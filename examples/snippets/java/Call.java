import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;

final class Call {

    public static void main(String[] arguments) {
        OpenAIClient client = OpenAIOkHttpClient.fromEnv();
        Span span = Tracing.TRACER.spanBuilder("answer the customer").startSpan();
        try (Scope current = span.makeCurrent()) {
            ChatCompletionCreateParams.Builder call = ChatCompletionCreateParams.builder()
                    .model("demo")
                    .addUserMessage("Where is my order?")
                    .putAdditionalHeader("x-session-id", "conversation-17");
            Tracing.PROPAGATOR.inject(
                    Context.current(), call, (carrier, name, value) -> carrier.putAdditionalHeader(name, value));
            var completion = client.chat().completions().create(call.build());
            System.out.println(completion.choices().get(0).message().content().orElse(""));
        } finally {
            span.end();
            client.close();
        }
    }
}
