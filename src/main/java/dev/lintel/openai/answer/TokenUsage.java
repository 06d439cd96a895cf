package dev.lintel.openai.answer;

import java.util.OptionalLong;

/**
 * How many tokens a call has used, as far as the provider has said: what it has not said is empty, never guessed.
 *
 * @param input tokens of the prompt, those read from and written to a cache included
 * @param output tokens of the answer, those of reasoning included
 * @param cacheRead tokens of the prompt that came from a cache
 * @param cacheCreation tokens of the prompt that were put into one
 * @param cacheCreationHour those of them that were put there for an hour
 * @param reasoning tokens of the answer that nobody sees
 * @param audio tokens of sound, in the prompt or in the answer
 */
public record TokenUsage(
        OptionalLong input,
        OptionalLong output,
        OptionalLong cacheRead,
        OptionalLong cacheCreation,
        OptionalLong cacheCreationHour,
        OptionalLong reasoning,
        OptionalLong audio) {

    /** Nothing is known. */
    public static final TokenUsage UNKNOWN = new TokenUsage(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty());
}
