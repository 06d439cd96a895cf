package dev.lintel.openai.answer;

import dev.lintel.openai.answer.event.EventValues;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How many tokens a call has used, as far as the provider has said: what it has not said is empty, never guessed. */
public final class TokenUsage {

    /** Nothing is known. */
    public static final TokenUsage UNKNOWN = new TokenUsage(
            EventValues.UNKNOWN,
            EventValues.UNKNOWN,
            EventValues.UNKNOWN,
            EventValues.UNKNOWN,
            EventValues.UNKNOWN,
            EventValues.UNKNOWN,
            EventValues.UNKNOWN);

    // Numbers: each call has one of these, and would have an object more for each count.
    private final long input;
    private final long output;
    private final long cacheRead;
    private final long cacheCreation;
    private final long cacheCreationHour;
    private final long reasoning;
    private final long audio;

    /** What is known, as the methods of the same names have it. */
    public TokenUsage(
            OptionalLong input,
            OptionalLong output,
            OptionalLong cacheRead,
            OptionalLong cacheCreation,
            OptionalLong cacheCreationHour,
            OptionalLong reasoning,
            OptionalLong audio) {
        this(
                input.orElse(EventValues.UNKNOWN),
                output.orElse(EventValues.UNKNOWN),
                cacheRead.orElse(EventValues.UNKNOWN),
                cacheCreation.orElse(EventValues.UNKNOWN),
                cacheCreationHour.orElse(EventValues.UNKNOWN),
                reasoning.orElse(EventValues.UNKNOWN),
                audio.orElse(EventValues.UNKNOWN));
    }

    /** The same; {@link EventValues#UNKNOWN} where the provider has not said. */
    TokenUsage(
            long input,
            long output,
            long cacheRead,
            long cacheCreation,
            long cacheCreationHour,
            long reasoning,
            long audio) {
        this.input = input;
        this.output = output;
        this.cacheRead = cacheRead;
        this.cacheCreation = cacheCreation;
        this.cacheCreationHour = cacheCreationHour;
        this.reasoning = reasoning;
        this.audio = audio;
    }

    /** Tokens of the prompt, those read from and written to a cache included. */
    public OptionalLong input() {
        return known(input);
    }

    /** Tokens of the answer, those of reasoning included. */
    public OptionalLong output() {
        return known(output);
    }

    /** The same as {@link #input}, without an object for each time that it is asked for; -1 where it is not known. */
    public long inputCount() {
        return input;
    }

    /** Likewise of {@link #output}. */
    public long outputCount() {
        return output;
    }

    /** Tokens of the prompt that came from a cache. */
    public OptionalLong cacheRead() {
        return known(cacheRead);
    }

    /** Tokens of the prompt that were put into one. */
    public OptionalLong cacheCreation() {
        return known(cacheCreation);
    }

    /** Those of them that were put there for an hour. */
    public OptionalLong cacheCreationHour() {
        return known(cacheCreationHour);
    }

    /** Tokens of the answer that nobody sees. */
    public OptionalLong reasoning() {
        return known(reasoning);
    }

    /** Tokens of sound, in the prompt or in the answer. */
    public OptionalLong audio() {
        return known(audio);
    }

    private static OptionalLong known(long tokens) {
        return tokens == EventValues.UNKNOWN ? OptionalLong.empty() : OptionalLong.of(tokens);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenUsage that && Arrays.equals(counts(), that.counts());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts());
    }

    /** All counts in their order; -1 where the provider has not said. */
    @Override
    public String toString() {
        return Arrays.toString(counts());
    }

    private long[] counts() {
        return new long[] {input, output, cacheRead, cacheCreation, cacheCreationHour, reasoning, audio};
    }
}
