package dev.lintel.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.demo.answer.Prompt;
import dev.lintel.demo.answer.ToolCall;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[tool look] | look | {}",
                "Please [ Tool get_Weather ] | get_Weather | {}",
                "[tool look {\"at\": [{\"x\":1}], \"y\":\"[z]\"}] now | look | {\"at\":[{\"x\":1}],\"y\":\"[z]\"}",
                "[tool mcp__files.read-1{}] | mcp__files.read-1 | {}"
            })
    void a_prompt_asks_for_a_call(String prompt, String name, String arguments) {
        assertThat(DemoInstruction.ofPrompt(prompt).call()).isEqualTo(new ToolCall(name, arguments));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tool look",
                "[tool]",
                "[tool look {]",
                "[tool look {\"at\"}]",
                "[tool look [1]]",
                "[tool look {\"at\":1}",
                "[tool look now]"
            })
    void a_prompt_asks_for_no_call(String prompt) {
        assertThat(DemoInstruction.ofPrompt(prompt).call()).isNull();
    }

    @Test
    void a_header_asks_for_a_call() {
        assertThat(DemoInstruction.ofHeader("slow 1s; tool look {\"at\":[1]}; break 3"))
                .isEqualTo(new DemoInstruction(Duration.ofSeconds(1), 0, 3, new ToolCall("look", "{\"at\":[1]}")));
    }

    @Test
    void what_a_tool_has_returned_asks_for_nothing() {
        Prompt returned = new Prompt("[slow 1s] [tool look]", false);

        assertThat(DemoInstruction.of(null, returned)).isEqualTo(wish(0, 0, -1));
        assertThat(DemoInstruction.of("break 3; tool look", returned)).isEqualTo(wish(0, 0, 3));
    }

    private static DemoInstruction wish(long delay, int status, int breakAfter) {
        return new DemoInstruction(Duration.ofMillis(delay), status, breakAfter, null);
    }
}
