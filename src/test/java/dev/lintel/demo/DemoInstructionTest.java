package dev.lintel.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked of the demo provider, to the millisecond. */
final class DemoInstructionTest {

    @ParameterizedTest
    @CsvSource({
        "'', 0, 0, -1",
        "slow 500ms, 500, 0, -1",
        "slow 2s, 2000, 0, -1",
        // Ten minutes are the most.
        "slow 999999ms, 600000, 0, -1",
        "slow 601s, 600000, 0, -1",
        "status 429, 0, 429, -1",
        "break 3, 0, 0, 3",
        "break 0, 0, 0, 0",
        "slow 500ms; break 3, 500, 0, 3",
        "'break 3;SLOW 500MS;  status 503 ', 500, 503, 3",
        "'slow; status 200; break -1; break 3x; slow 5', 0, 0, -1"
    })
    void a_header_asks_for(String header, long delay, int status, int breakAfter) {
        assertThat(DemoInstruction.ofHeader(header)).isEqualTo(wish(delay, status, breakAfter));
    }

    @ParameterizedTest
    @CsvSource({
        "Hello, 0, 0, -1",
        "slow 2s; status 429, 0, 0, -1",
        "Hello [slow 2s], 2000, 0, -1",
        "[slow 500ms][status 429] Hello [break 3], 500, 429, 3",
        "[[Status 500]], 0, 500, -1",
        "[slow 2s; break 3], 0, 0, -1",
        "[slow 2s, 0, 0, -1"
    })
    void a_prompt_asks_in_square_brackets_for(String prompt, long delay, int status, int breakAfter) {
        assertThat(DemoInstruction.ofPrompt(prompt)).isEqualTo(wish(delay, status, breakAfter));
    }

    private static DemoInstruction wish(long delay, int status, int breakAfter) {
        return new DemoInstruction(Duration.ofMillis(delay), status, breakAfter);
    }
}
