package dev.lintel.openai.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ContentJsonTest {

    @Test
    void messages_have_their_parts_by_type_and_a_finish_reason_if_there_is_one() {
        List<Message> messages = List.of(
                new Message("user", List.of(new Part.Text("a \"b\"\n")), null),
                new Message("assistant", List.of(new Part.ToolCall(null, "f", "{\"a\" : 1}")), "tool_call"));

        assertThat(ContentJson.messages(messages))
                .isEqualTo("[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"a \\\"b\\\"\\n\"}]},"
                        + "{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"name\":\"f\",\"arguments\":{\"a\":1}}],"
                        + "\"finish_reason\":\"tool_call\"}]");
    }

    @Test
    void every_part_has_its_own_form() {
        List<Part> parts = List.of(
                new Part.Text("t"),
                new Part.Reasoning("r"),
                new Part.ToolCall("i", "n", null),
                new Part.ToolCallResponse("i", "[1]"),
                new Part.Blob("image", "image/png", 5_000_000_000L),
                new Part.File("image", null, "f"),
                new Part.Uri("video", "video/mp4", "u"),
                new Part.Generic("refusal", "No."),
                new Part.Generic("other", null));

        assertThat(ContentJson.parts(parts).replace('"', '\''))
                .isEqualTo("[{'type':'text','content':'t'},{'type':'reasoning','content':'r'},"
                        + "{'type':'tool_call','id':'i','name':'n'},{'type':'tool_call_response','id':'i','response':[1]},"
                        + "{'type':'blob','modality':'image','mime_type':'image/png','content':'','size':5000000000},"
                        + "{'type':'file','modality':'image','file_id':'f'},"
                        + "{'type':'uri','modality':'video','mime_type':'video/mp4','uri':'u'},"
                        + "{'type':'refusal','content':'No.'},{'type':'other'}]");
    }

    @Test
    void parameters_of_a_tool_that_are_no_schema_are_left_out() {
        assertThat(ContentJson.toolDefinitions(List.of(
                        new ToolDefinition("function", "f", null, "{} {}"),
                        new ToolDefinition("function", "g", "d", "{ }"))))
                .isEqualTo("[{\"type\":\"function\",\"name\":\"f\"},"
                        + "{\"type\":\"function\",\"name\":\"g\",\"description\":\"d\",\"parameters\":{}}]");
    }

    @Test
    void nothing_is_an_empty_list() {
        assertThat(ContentJson.messages(List.of())).isEqualTo("[]");
        assertThat(ContentJson.parts(List.of())).isEqualTo("[]");
        assertThat(ContentJson.toolDefinitions(List.of())).isEqualTo("[]");
    }
}
