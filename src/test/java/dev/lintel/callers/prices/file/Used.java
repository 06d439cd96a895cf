package dev.lintel.callers.prices.file;

import dev.lintel.openai.answer.TokenUsage;
import java.util.OptionalLong;

/** What an answer has used, by the counts that a test is about. Those that are not named are not known. */
record Used(OptionalLong input, OptionalLong output, long read, long written, long hour, long reasoning, long sound) {

    private static final OptionalLong UNKNOWN = OptionalLong.empty();

    /** So many tokens of the prompt and of the answer. */
    static Used tokens(long input, long output) {
        return new Used(OptionalLong.of(input), OptionalLong.of(output), 0, 0, 0, 0, 0);
    }

    /** So many of the prompt, and not known how many of the answer. */
    static Used prompt(long input) {
        return new Used(OptionalLong.of(input), UNKNOWN, 0, 0, 0, 0, 0);
    }

    /** So many of the answer, and not known how many of the prompt. */
    static Used answer(long output) {
        return new Used(UNKNOWN, OptionalLong.of(output), 0, 0, 0, 0, 0);
    }

    /** Of the prompt so many came from a cache. */
    Used cached(long tokens) {
        return new Used(input, output, tokens, written, hour, reasoning, sound);
    }

    /** Of the prompt so many were put into a cache, and so many of those for an hour. */
    Used put(long tokens, long forAnHour) {
        return new Used(input, output, read, tokens, forAnHour, reasoning, sound);
    }

    /** Of the answer nobody sees so many. */
    Used thought(long tokens) {
        return new Used(input, output, read, written, hour, tokens, sound);
    }

    /** So many tokens are of sound. */
    Used heard(long tokens) {
        return new Used(input, output, read, written, hour, reasoning, tokens);
    }

    /** The counts as an answer has them. */
    TokenUsage usage() {
        return new TokenUsage(input, output, count(read), count(written), count(hour), count(reasoning), count(sound));
    }

    private static OptionalLong count(long tokens) {
        return tokens == 0 ? UNKNOWN : OptionalLong.of(tokens);
    }
}
