package dev.lintel.telemetry.call;

import dev.lintel.openai.Operation;
import dev.lintel.openai.request.RequestParameters;
import dev.lintel.providers.Provider;
import org.jspecify.annotations.Nullable;

/**
 * What a call asks of a model.
 *
 * @param operation what is asked
 * @param provider who is asked first
 * @param model what the provider is asked for; null for none
 * @param alias how the caller called that, null if not by an alias
 * @param claimed whether the configuration names the model as one of the provider's
 * @param streaming whether an event stream is asked for
 * @param parameters what is asked besides
 */
public record Inference(
        Operation operation,
        Provider provider,
        @Nullable String model,
        @Nullable String alias,
        boolean claimed,
        boolean streaming,
        RequestParameters parameters) {

    /** The value of {@code gen_ai.operation.name}. */
    public String operationName() {
        return switch (operation) {
            case CHAT_COMPLETIONS, RESPONSES, MESSAGES -> "chat";
            case COMPLETIONS -> "text_completion";
            case EMBEDDINGS -> "embeddings";
        };
    }
}
