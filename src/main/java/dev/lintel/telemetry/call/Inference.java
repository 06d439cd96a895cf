package dev.lintel.telemetry.call;

import dev.lintel.callers.prices.Prices;
import dev.lintel.openai.Operation;
import dev.lintel.openai.answer.Answer;
import dev.lintel.openai.request.RequestParameters;
import dev.lintel.providers.Provider;
import java.time.Instant;
import java.util.OptionalDouble;
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

    /**
     * What it costs by the model and the tier that answered, which may be others than those that were asked for; empty where
     * that is not known.
     *
     * @param startNanos when it was asked, on the clock of {@link System#nanoTime}
     */
    public OptionalDouble cost(Answer answer, Prices prices, long startNanos) {
        return prices.isEmpty()
                ? OptionalDouble.empty()
                : prices.cost(
                        provider.providerName(),
                        answer.model().orElse(model == null ? "" : model),
                        answer.usage(),
                        answer.serviceTier().or(answer::speed).orElse(""),
                        Instant.now().minusNanos(System.nanoTime() - startNanos));
    }

    /** The value of {@code gen_ai.operation.name}. */
    public String operationName() {
        return switch (operation) {
            case CHAT_COMPLETIONS, RESPONSES, MESSAGES -> "chat";
            case COMPLETIONS -> "text_completion";
            case EMBEDDINGS -> "embeddings";
        };
    }
}
