package dev.lintel.telemetry;

import dev.lintel.openai.Operation;
import dev.lintel.openai.RequestParameters;
import dev.lintel.upstream.Provider;
import java.util.Optional;

/**
 * What a call asks of a model.
 *
 * @param operation what is asked
 * @param provider who is asked first
 * @param model what the provider is asked for
 * @param alias how the caller called that, if by an alias
 * @param claimed whether the configuration names the model as one of the provider's
 * @param streaming whether an event stream is asked for
 * @param parameters what is asked besides
 */
public record Inference(
        Operation operation,
        Provider provider,
        Optional<String> model,
        Optional<String> alias,
        boolean claimed,
        boolean streaming,
        RequestParameters parameters) {

    /** The value of {@code gen_ai.operation.name}. */
    String operationName() {
        return switch (operation) {
            case CHAT_COMPLETIONS, RESPONSES, MESSAGES -> "chat";
            case COMPLETIONS -> "text_completion";
            case EMBEDDINGS -> "embeddings";
        };
    }
}
