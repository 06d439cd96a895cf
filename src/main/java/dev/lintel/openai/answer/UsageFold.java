package dev.lintel.openai.answer;

import dev.lintel.openai.Operation;
import dev.lintel.openai.answer.event.EventValues;
import dev.lintel.openai.answer.shape.AnswerField;

/** Adds up what an answer says of its token usage. What is said last holds; what no call can use is not believed. */
final class UsageFold {

    private static final int UNKNOWN = (int) EventValues.UNKNOWN;
    private static final long MOST = 1_000_000_000;

    private int input = UNKNOWN;
    private int output = UNKNOWN;
    private int cacheRead = UNKNOWN;
    private int cacheCreation = UNKNOWN;
    private int cacheCreationHour = UNKNOWN;
    private int reasoning = UNKNOWN;
    private int audio = UNKNOWN;

    /** Takes what an event counts: counts are cumulative, so a smaller one than was known is none. */
    void take(EventValues event) {
        input = greater(input, event.count(AnswerField.INPUT_TOKENS));
        output = greater(output, event.count(AnswerField.OUTPUT_TOKENS));
        cacheRead = greater(cacheRead, event.count(AnswerField.CACHE_READ_TOKENS));
        cacheCreation = greater(cacheCreation, event.count(AnswerField.CACHE_CREATION_TOKENS));
        cacheCreationHour = greater(cacheCreationHour, event.count(AnswerField.CACHE_CREATION_HOUR_TOKENS));
        reasoning = greater(reasoning, event.count(AnswerField.REASONING_TOKENS));
        audio = greater(audio, event.count(AnswerField.AUDIO_TOKENS));
    }

    private static int greater(int known, long count) {
        return count > MOST ? known : (int) Math.max(known, count);
    }

    /** The usage so far of an {@code operation}. */
    TokenUsage usage(Operation operation) {
        return new TokenUsage(
                operation == Operation.MESSAGES ? inputWithCached() : input,
                output,
                cacheRead,
                cacheCreation,
                cacheCreationHour,
                reasoning,
                audio);
    }

    // This dialect counts what went through a cache beside its input, not within it.
    private long inputWithCached() {
        return input == UNKNOWN ? UNKNOWN : (long) input + Math.max(0, cacheRead) + Math.max(0, cacheCreation);
    }
}
