package dev.lintel.telemetry.call;

import dev.lintel.openai.answer.TokenUsage;

/**
 * What a call has used.
 *
 * @param tokens of the prompt and of the answer together; negative when the provider has not said
 * @param cost in the price file's currency; 0 when it is not known
 */
public record CallUsage(long tokens, double cost) {

    /** Nobody knows. */
    public static final CallUsage UNKNOWN = new CallUsage(-1, 0);

    /** What the provider has said that was used, at this cost. */
    public static CallUsage of(TokenUsage usage, double cost) {
        long input = usage.inputCount();
        long output = usage.outputCount();
        return input < 0 && output < 0 ? UNKNOWN : new CallUsage(Math.max(0, input) + Math.max(0, output), cost);
    }

    /** Whether the provider has said what was used. */
    public boolean isKnown() {
        return tokens >= 0;
    }
}
