package dev.lintel.demo.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which text of a request is answered, and whether it may give instructions. */
final class PromptTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'Hello' | Hello | true",
                "['One', 'Hello'] | Hello | true",
                "[{'role': 'user', 'content': 'Hello'}] | Hello | true",
                "[{'role': 'user', 'content': 'One'}, {'role': 'user', 'content': 'Hello'}] | Hello | true",
                // Agents put reminders first, and instructions of their own last.
                "[{'role': 'user', 'content': [{'text': 'One'}, {'text': 'Hello'}]}] | Hello | true",
                "[{'role': 'user', 'content': 'Hello'}, {'role': 'system', 'content': 'One'}] | Hello | true",
                "[{'role': 'user', 'content': [{'text': 'Hello'}, {'type': 'image_url', 'image_url': {}}]}] | Hello | true",
                "[{'role': 'user', 'content': 'One'}, {'role': 'tool', 'content': 'Hello'}] | Hello | false",
                "[{'role': 'user', 'content': 'One'}, {'type': 'function_call_output', 'output': 'Hello'}] | Hello | false",
                "[{'type': 'custom_tool_call_output', 'output': [{'type': 'input_text', 'text': 'Hello'}]}] | Hello | false",
                "[{'role': 'user', 'content': [{'text': 'One'}, {'type': 'tool_result', 'content': 'Hello'}]}] | Hello | false",
                "[{'role': 'user', 'content': [{'text': 'One'}, {'type': 'tool_result'}]}] | '' | false",
                "[{'role': 'user', 'content': [{'type': 'tool_result', 'content': 'One'}, {'text': 'Hello'}]}] | Hello | true",
                "[{'role': 'user', 'content': null}] | '' | true",
                "[{'role': 'system', 'content': 'One'}] | '' | false",
                "[] | '' | false",
                "[[1, 2], 3] | '' | false",
                "null | '' | false",
                "7 | '' | false"
            },
            quoteCharacter = '"')
    void the_text_is(String asked, String text, boolean byUser) {
        Object value = new JsonObject("{\"asked\":" + asked.replace('\'', '"') + "}").getValue("asked");

        assertThat(Prompt.of(value)).isEqualTo(new Prompt(text.equals("''") ? "" : text, byUser));
    }
}
