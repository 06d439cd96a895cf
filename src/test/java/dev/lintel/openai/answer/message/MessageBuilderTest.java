package dev.lintel.openai.answer.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.openai.answer.shape.AnswerField;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.openai.content.Part;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class MessageBuilderTest {

    private static final ContentRules RULES = new ContentRules(131, UnaryOperator.identity());

    private final MessageBuilder said = new MessageBuilder(RULES, 10);

    @Test
    void holds_so_many_characters_in_all_and_says_what_is_cut() {
        said.add(AnswerField.TEXT, "12345678");
        assertThat(said.held()).isEqualTo(8);
        assertThat(said.message(null).parts()).containsExactly(new Part.Text("12345678"));

        said.add(AnswerField.REASONING, "ab");
        assertThat(said.held()).isEqualTo(10);
        assertThat(said.message(null).parts()).containsExactly(new Part.Reasoning("ab"), new Part.Text("12345678"));

        said.add(AnswerField.REFUSAL, "n");
        said.add(AnswerField.TEXT, "9");
        assertThat(said.held()).isEqualTo(10);
        assertThat(said.message(null).parts())
                .containsExactly(
                        new Part.Reasoning("ab"), new Part.Text("…[cut]"), new Part.Generic("refusal", "…[cut]"));
    }

    @Test
    void takes_up_what_a_piece_says_and_that_it_is_cut() {
        MessageBuilder piece = new MessageBuilder(RULES, 3);
        piece.add(AnswerField.TEXT, "1234");
        said.take(piece);

        assertThat(piece.held()).isEqualTo(3);
        assertThat(said.held()).isEqualTo(3);
        assertThat(said.message(null).parts()).containsExactly(new Part.Text("…[cut]"));
    }

    @Test
    void has_room_again_for_arguments_where_others_were_dropped() {
        said.add(AnswerField.TOOL_NAME, "f");
        said.add(AnswerField.TOOL_ARGUMENTS, "1234567");
        said.dropArguments();
        assertThat(said.held()).isZero();
        said.add(AnswerField.TOOL_ARGUMENTS, "1234567890");
        assertThat(said.held()).isEqualTo(10);

        MessageBuilder whole = new MessageBuilder(RULES, 10);
        whole.takeCall(said, 0);
        assertThat(whole.message(null).parts()).containsExactly(new Part.ToolCall(null, "f", "1234567890"));
    }

    @Test
    void holds_nothing_of_calls_that_are_too_many() {
        MessageBuilder piece = new MessageBuilder(RULES, 3);
        for (int i = 0; i < 129; i++) {
            piece.beginCall();
            piece.callIndex(i);
            piece.add(AnswerField.TOOL_NAME, "f");
            piece.endCall();
        }
        said.take(piece);
        said.addArguments(127, "12");
        said.addArguments(128, "3456");

        assertThat(said.held()).isEqualTo(2);
        assertThat(said.message(null).parts()).hasSize(128).last().isEqualTo(new Part.ToolCall(null, "f", "12"));
    }
}
