package dev.lintel.openai.answer;

import dev.lintel.openai.Operation;
import dev.lintel.openai.answer.shape.AnswerField;
import java.util.OptionalLong;

/** Adds up what an answer says of its token usage. What is said last holds; what no call can use is not believed. */
final class UsageFold {

    private static final long UNKNOWN = -1;
    private static final long MOST = 1_000_000_000;

    private long input = UNKNOWN;
    private long output = UNKNOWN;
    private long cacheRead = UNKNOWN;
    private long cacheCreation = UNKNOWN;
    private long reasoning = UNKNOWN;
    private boolean known;

    void count(AnswerField field, long tokens) {
        if (tokens > MOST) {
            return;
        }
        known = true;
        switch (field) {
            case INPUT_TOKENS -> input = tokens;
            case OUTPUT_TOKENS -> output = tokens;
            case CACHE_READ_TOKENS -> cacheRead = tokens;
            case CACHE_CREATION_TOKENS -> cacheCreation = tokens;
            case REASONING_TOKENS -> reasoning = tokens;
            default -> throw new IllegalArgumentException(field + " counts no tokens");
        }
    }

    /** The usage so far of an {@code operation}. */
    TokenUsage usage(Operation operation) {
        if (!known) {
            return TokenUsage.UNKNOWN;
        }
        return new TokenUsage(
                optional(operation == Operation.MESSAGES ? inputWithCached() : input),
                optional(output),
                optional(cacheRead),
                optional(cacheCreation),
                optional(reasoning));
    }

    // This dialect counts what went through a cache beside its input, not within it.
    private long inputWithCached() {
        return input == UNKNOWN ? UNKNOWN : input + Math.max(0, cacheRead) + Math.max(0, cacheCreation);
    }

    private static OptionalLong optional(long tokens) {
        return tokens == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(tokens);
    }
}
