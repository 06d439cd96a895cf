package dev.lintel.openai.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.openai.Operation;
import dev.lintel.openai.content.ContentJson;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.openai.content.Message;
import dev.lintel.openai.content.Part;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of what an answer says. JSON is written with single quotes here. */
final class AnswerContentTest {

    private static final ContentRules RULES = new ContentRules(32 * 1024, UnaryOperator.identity());
    private static final String CUT = "…[cut]";

    // Redaction sees this much more than is told.
    private static final int MARGIN = 4_096;

    @Nested
    class a_stream_of_the_field {

        @Test
        void that_repeats_the_whole_message_beside_its_deltas_is_told_once() {
            assertThat(streamed(
                            Operation.CHAT_COMPLETIONS,
                            "{'choices':[{'index':0,'message':{'role':'assistant','content':'One'},'delta':{'content':'One'}}]}",
                            "{'choices':[{'index':0,'delta':{'content':' two'},'message':{'content':'One two'}}]}",
                            "{'choices':[{'index':0,'message':{'content':'One two'},'finish_reason':'stop'}]}"))
                    .isEqualTo(told("assistant", "{'type':'text','content':'One two'}", "stop"));
        }

        @Test
        void that_has_nothing_but_whole_messages_is_told_by_the_last() {
            assertThat(streamed(
                            Operation.CHAT_COMPLETIONS,
                            "{'choices':[{'index':0,'message':{'content':'One'}}]}",
                            "{'choices':[{'index':0,'message':{'content':'One two'},'finish_reason':'stop'}]}"))
                    .isEqualTo(told("assistant", "{'type':'text','content':'One two'}", "stop"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "'index':0,"})
        void that_numbers_its_parallel_calls_alike_or_not_at_all_tells_each_by_its_id(String index) {
            assertThat(streamed(
                            Operation.CHAT_COMPLETIONS,
                            call(index + "'id':'x','function':{'name':'f','arguments':'{'}"),
                            call(index + "'function':{'arguments':'}'}"),
                            call(index + "'id':'y','function':{'name':'g','arguments':'['}"),
                            call(index + "'id':'y','function':{'arguments':']'}"),
                            "{'choices':[{'index':0,'delta':{},'finish_reason':'tool_calls'}]}"))
                    .isEqualTo(told(
                            "assistant",
                            "{'type':'tool_call','id':'x','name':'f','arguments':{}},{'type':'tool_call','id':'y','name':'g','arguments':[]}",
                            "tool_calls"));
        }

        @Test
        void that_gives_its_calls_neither_number_nor_id_tells_each_by_its_name() {
            assertThat(streamed(
                            Operation.CHAT_COMPLETIONS,
                            call("'function':{'name':'f','arguments':'{}'}"),
                            call("'function':{'name':'g','arguments':'[]'}")))
                    .isEqualTo(told(
                            "assistant",
                            "{'type':'tool_call','name':'f','arguments':{}},{'type':'tool_call','name':'g','arguments':[]}",
                            ""));
        }

        @Test
        void that_cuts_a_character_in_two_is_told_whole_and_a_half_that_stays_alone_as_such() {
            assertThat(streamed(
                            Operation.CHAT_COMPLETIONS,
                            "{'choices':[{'index':0,'delta':{'content':'a\\ud83d'}}]}",
                            "{'choices':[{'index':0,'delta':{'content':'\\ude80b\\ud83d'}}]}",
                            "{'choices':[{'index':0,'delta':{'content':'c\\ude80'},'finish_reason':'stop'}]}"))
                    .isEqualTo(told("assistant", "{'type':'text','content':'a\uD83D\uDE80b\uFFFDc\uFFFD'}", "stop"));
            assertThat(streamed(
                            Operation.MESSAGES,
                            "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}",
                            "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'\\ud83d'}}",
                            "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'\\ude80'}}"))
                    .contains("\uD83D\uDE80");
            assertThat(streamed(
                            Operation.RESPONSES,
                            "{'type':'response.output_text.delta','output_index':0,'delta':'\\ud83d'}",
                            "{'type':'response.output_text.delta','output_index':0,'delta':'\\ude80'}"))
                    .contains("\uD83D\uDE80");
        }

        @Test
        void of_which_an_event_is_broken_is_told_without_it() {
            assertThat(streamed(
                            Operation.CHAT_COMPLETIONS,
                            "{'choices':[{'index':0,'delta':{'content':'a'}}]}",
                            "{'choices':[{'index':0,'delta':{'content':'lost'}}],",
                            "{'choices':[{'index':0,'delta':{'content':'b'},'finish_reason':'stop'}]}"))
                    .isEqualTo(told("assistant", "{'type':'text','content':'ab'}", "stop"));
        }

        private static String call(String call) {
            return "{'choices':[{'index':0,'delta':{'tool_calls':[{" + call + "}]}}]}";
        }
    }

    @Nested
    class a_chat {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "'content':'Hi' | {'type':'text','content':'Hi'}",
                    "'content':'','role':'assistant','refusal':null,'reasoning_content':'Hm.' | {'type':'reasoning','content':'Hm.'}",
                    "'content':'Hi','reasoning_content':'Hm.' | {'type':'reasoning','content':'Hm.'},{'type':'text','content':'Hi'}",
                    "'content':'Hi','reasoning':'Hm.' | {'type':'reasoning','content':'Hm.'},{'type':'text','content':'Hi'}",
                    "'content':null,'refusal':'No.' | {'type':'refusal','content':'No.'}",
                    "'refusal':'No.','content':'But' | {'type':'text','content':'But'},{'type':'refusal','content':'No.'}",
                    "'content':[{'type':'text','text':'a'},{'text':'b','type':'text'},{'type':'image'}] | {'type':'text','content':'ab'}",
                    "'content':'tab\\tline\\r\\n\\b\\f\\u00e9' | {'type':'text','content':'tab\\tline\\r\\n\\b\\fé'}",
                    "'tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':'{\\'a\\': 1}'}},{'id':'c2','function':{'arguments':'','name':'g'}}] | {'type':'tool_call','id':'c1','name':'f','arguments':{'a':1}},{'type':'tool_call','id':'c2','name':'g'}",
                    "'tool_calls':[{'id':'c1','type':'custom','custom':{'name':'sql','input':'SELECT 1'}}] | {'type':'tool_call','id':'c1','name':'sql','arguments':'SELECT 1'}",
                    "'tool_calls':[{}] | {'type':'tool_call','name':''}",
                    "'tool_calls':[{'function':{'arguments':'{'}}] | {'type':'tool_call','name':'','arguments':'{'}",
                    "'function_call':{'name':'f','arguments':'[]'} | {'type':'tool_call','name':'f','arguments':[]}",
                    "'tool_calls':[{'index':1,'id':'b','function':{'name':'g'}},{'index':0,'id':'a','function':{'name':'f'}}] | {'type':'tool_call','id':'a','name':'f'},{'type':'tool_call','id':'b','name':'g'}",
                })
        void is_told_by_its_parts(String message, String expected) {
            assertThat(whole(
                            Operation.CHAT_COMPLETIONS,
                            "{'choices':[{'index':0,'message':{" + message + "},'finish_reason':'stop'}]}"))
                    .isEqualTo(told("assistant", expected, "stop"));
            assertThat(streamed(
                            Operation.CHAT_COMPLETIONS,
                            "{'choices':[{'finish_reason':'stop','delta':{" + message + "},'index':0}]}"))
                    .isEqualTo(told("assistant", expected, "stop"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"'content':null", "'content':''", "'tool_calls':[]", "'tool_calls':null,'function_call':null"
                })
        void that_says_nothing_is_not_told(String message) {
            assertThat(whole(Operation.CHAT_COMPLETIONS, "{'choices':[{'message':{" + message + "}}]}"))
                    .isEqualTo("[]");
        }

        @Test
        void in_pieces_is_told_as_one() {
            assertThat(streamed(
                            Operation.CHAT_COMPLETIONS,
                            delta("'role':'assistant','reasoning_content':'Hm'"),
                            delta("'reasoning_content':'m.'"),
                            delta("'content':'He'"),
                            delta("'content':'llo'"),
                            delta("'refusal':'No'"),
                            delta("'refusal':' way.'"),
                            delta("'tool_calls':[{'index':1,'id':'c2','function':{'name':'g','arguments':''}}]"),
                            delta("'tool_calls':[{'index':0,'id':'c1','function':{'name':'f','arguments':'{\\'a'}}]"),
                            delta("'tool_calls':[{'index':0,'function':{'arguments':'\\':1}'}},"
                                    + "{'index':1,'function':{'arguments':'x'}}]"),
                            "{'choices':[{'index':0,'delta':{},'finish_reason':'tool_calls'}]}",
                            "{'choices':[],'usage':{'prompt_tokens':1}}",
                            "[DONE]"))
                    .isEqualTo(told(
                            "assistant",
                            "{'type':'reasoning','content':'Hmm.'},{'type':'text','content':'Hello'},"
                                    + "{'type':'refusal','content':'No way.'},"
                                    + "{'type':'tool_call','id':'c1','name':'f','arguments':{'a':1}},"
                                    + "{'type':'tool_call','id':'c2','name':'g','arguments':'x'}",
                            "tool_calls"));
        }

        @Test
        void may_call_a_function_in_pieces_in_the_older_form() {
            assertThat(streamed(
                            Operation.CHAT_COMPLETIONS,
                            delta("'function_call':{'name':'f','arguments':''}"),
                            delta("'function_call':{'arguments':'{\\'a\\''}"),
                            delta("'function_call':{'arguments':':1}'}")))
                    .isEqualTo(told("assistant", "{'type':'tool_call','name':'f','arguments':{'a':1}}", ""));
        }

        @Test
        void keeps_the_role_that_one_piece_has_named() {
            assertThat(streamed(
                            Operation.CHAT_COMPLETIONS,
                            delta("'content':'a'"),
                            delta("'role':'critic'"),
                            delta("'content':'b'")))
                    .isEqualTo(told("critic", "{'type':'text','content':'ab'}", ""));
            assertThat(whole(
                            Operation.CHAT_COMPLETIONS,
                            "{'choices':[{'message':{'content':'a','role':'critic'},'finish_reason':'stop'}]}"))
                    .isEqualTo(told("critic", "{'type':'text','content':'a'}", "stop"));
        }

        @Test
        void of_several_alternatives_is_told_in_their_order_with_the_reason_of_each() {
            assertThat(streamed(
                            Operation.CHAT_COMPLETIONS,
                            "{'choices':[{'index':2,'delta':{'content':'c'}},{'index':0,'delta':{'content':'a'}}]}",
                            "{'choices':[{'index':2,'delta':{},'finish_reason':'length'}]}",
                            "{'choices':[{'index':0,'delta':{'content':'A'},'finish_reason':'stop'},"
                                    + "{'index':1,'delta':{'content':'b'}}]}"))
                    .isEqualTo("[" + message("assistant", "{'type':'text','content':'aA'}", "stop") + ","
                            + message("assistant", "{'type':'text','content':'b'}", "") + ","
                            + message("assistant", "{'type':'text','content':'c'}", "length") + "]");
        }

        private String delta(String delta) {
            return "{'choices':[{'index':0,'delta':{" + delta + "},'finish_reason':null}]}";
        }
    }

    @Nested
    class a_completion {

        @Test
        void is_told_as_text_of_the_assistant() {
            assertThat(whole(
                            Operation.COMPLETIONS,
                            "{'choices':[{'text':'Once','index':0,'finish_reason':'length'},"
                                    + "{'text':'Twice','index':1,'finish_reason':'stop'}]}"))
                    .isEqualTo("[" + message("assistant", "{'type':'text','content':'Once'}", "length") + ","
                            + message("assistant", "{'type':'text','content':'Twice'}", "stop") + "]");
        }

        @Test
        void in_pieces_is_told_as_one() {
            assertThat(streamed(
                            Operation.COMPLETIONS,
                            "{'choices':[{'text':'On','index':0,'finish_reason':null}]}",
                            "{'choices':[{'text':'ce','index':0,'finish_reason':null}]}",
                            "{'choices':[{'text':'','index':0,'finish_reason':'stop'}]}",
                            "[DONE]"))
                    .isEqualTo(told("assistant", "{'type':'text','content':'Once'}", "stop"));
        }
    }

    @Nested
    class a_response {

        private static final String OUTPUT =
                "[{'type':'reasoning','id':'rs','summary':[{'type':'summary_text','text':'Hm'},"
                        + "{'type':'summary_text','text':'m.'}],'content':[{'type':'reasoning_text','text':' Well.'}]},"
                        + "{'type':'message','role':'assistant','content':[{'type':'output_text','text':'Hel'},"
                        + "{'type':'output_text','text':'lo'},{'type':'refusal','refusal':'No.'}]},"
                        + "{'type':'function_call','id':'fc','call_id':'c1','name':'f','arguments':'{\\'a\\':1}'},"
                        + "{'type':'custom_tool_call','call_id':'c2','name':'sql','input':'SELECT 1'},"
                        + "{'type':'web_search_call','id':'ws','status':'completed'}]";

        private static final String PARTS =
                "{'type':'reasoning','content':'Hmm. Well.'},{'type':'text','content':'Hello'},"
                        + "{'type':'refusal','content':'No.'},{'type':'tool_call','id':'c1','name':'f','arguments':{'a':1}},"
                        + "{'type':'tool_call','id':'c2','name':'sql','arguments':'SELECT 1'}";

        @Test
        void is_told_by_its_items() {
            assertThat(whole(Operation.RESPONSES, "{'id':'r','status':'completed','output':" + OUTPUT + "}"))
                    .isEqualTo(told("assistant", PARTS, "completed"));
        }

        @ParameterizedTest
        @CsvSource({"completed, completed", "failed, failed", "incomplete, max_output_tokens"})
        void that_was_said_in_pieces_is_told_as_it_is_said_in_the_end(String status, String reason) {
            assertThat(streamed(
                            Operation.RESPONSES,
                            "{'type':'response.created','response':{'status':'in_progress','output':[]}}",
                            delta("response.output_text", "in pieces"),
                            "{'type':'response." + status + "','response':{'status':'" + status
                                    + "','incomplete_details':{'reason':'max_output_tokens'},'output':" + OUTPUT
                                    + "}}"))
                    .isEqualTo(told("assistant", PARTS, reason));
        }

        @ParameterizedTest
        @ValueSource(strings = {"completed", "failed", "incomplete"})
        void that_says_nothing_in_the_end_is_told_by_its_pieces(String status) {
            assertThat(streamed(
                            Operation.RESPONSES,
                            delta("response.output_text", "Hi"),
                            "{'type':'response." + status + "','response':{'status':'" + status + "','output':[]}}"))
                    .isEqualTo(told("assistant", "{'type':'text','content':'Hi'}", status));
        }

        @ParameterizedTest
        @CsvSource({
            "response.output_text, text",
            "response.refusal, refusal",
            "response.reasoning_text, reasoning",
            "response.reasoning_summary_text, reasoning",
        })
        void that_breaks_off_is_told_by_its_pieces(String event, String type) {
            assertThat(streamed(Operation.RESPONSES, delta(event, "a"), delta(event, "b")))
                    .isEqualTo(told("assistant", "{'type':'" + type + "','content':'ab'}", ""));
        }

        @ParameterizedTest
        @CsvSource({
            "function_call, response.function_call_arguments",
            "custom_tool_call, response.custom_tool_call_input"
        })
        void that_breaks_off_in_a_call_tells_the_call(String type, String event) {
            assertThat(streamed(
                            Operation.RESPONSES,
                            "{'type':'response.output_item.added','output_index':3,'item':{'type':'" + type
                                    + "','call_id':'c3','name':'g','arguments':''}}",
                            "{'item':{'type':'" + type
                                    + "','call_id':'c1','name':'f'},'output_index':1,'type':'response.output_item.added'}",
                            "{'type':'" + event + ".delta','output_index':1,'delta':'[1'}",
                            "{'type':'" + event + ".delta','output_index':3,'delta':'no'}",
                            "{'delta':',2]','output_index':1,'type':'" + event + ".delta'}"))
                    .isEqualTo(told(
                            "assistant",
                            "{'type':'tool_call','id':'c1','name':'f','arguments':[1,2]},"
                                    + "{'type':'tool_call','id':'c3','name':'g','arguments':'no'}",
                            ""));
        }

        @Test
        void does_not_tell_twice_what_an_item_says_once_more() {
            assertThat(
                            streamed(
                                    Operation.RESPONSES,
                                    "{'type':'response.output_item.added','output_index':0,'item':{'type':'message','role':'assistant','content':[]}}",
                                    delta("response.output_text", "Hi"),
                                    "{'type':'response.output_text.done','text':'Hi'}",
                                    "{'type':'response.output_item.done','output_index':0,'item':{'type':'message','role':'assistant',"
                                            + "'content':[{'type':'output_text','text':'Hi'}]}}",
                                    "{'type':'response.output_item.done','output_index':1,'item':{'type':'function_call','name':'f'}}"))
                    .isEqualTo(told("assistant", "{'type':'text','content':'Hi'}", ""));
        }

        @ParameterizedTest
        @ValueSource(strings = {"response.code_interpreter_call_code.delta", "response.output_text.done", "delta", ""})
        void does_not_tell_what_is_no_text_of_its_own(String type) {
            assertThat(streamed(Operation.RESPONSES, "{'type':'" + type + "','output_index':0,'delta':'x'}"))
                    .isEqualTo("[]");
        }

        @Test
        void keeps_the_role_of_its_message() {
            assertThat(whole(
                            Operation.RESPONSES,
                            "{'output':[{'type':'message','role':'critic','content':[{'text':'a'}]},"
                                    + "{'type':'function_call','name':'f'}]}"))
                    .isEqualTo(told("critic", "{'type':'text','content':'a'},{'type':'tool_call','name':'f'}", ""));
        }

        private String delta(String event, String text) {
            return "{'type':'" + event + ".delta','output_index':0,'delta':'" + text + "'}";
        }
    }

    @Nested
    class a_message {

        private static final String PARTS = "{'type':'reasoning','content':'Hmm.'},{'type':'text','content':'Hello'},"
                + "{'type':'tool_call','id':'t1','name':'f','arguments':{'a':1}},"
                + "{'type':'tool_call','id':'t2','name':'g','arguments':{}}";

        @Test
        void is_told_by_its_blocks() {
            assertThat(whole(
                            Operation.MESSAGES,
                            "{'type':'message','role':'assistant','content':[{'type':'thinking','thinking':'Hmm.','signature':'x'},"
                                    + "{'type':'text','text':'Hel'},{'type':'text','text':'lo'},"
                                    + "{'type':'tool_use','id':'t1','name':'f','input':{'a': 1}},"
                                    + "{'type':'tool_use','id':'t2','name':'g','input':{}}],'stop_reason':'tool_use'}"))
                    .isEqualTo(told("assistant", PARTS, "tool_use"));
        }

        @Test
        void in_pieces_is_told_as_one() {
            assertThat(streamed(
                            Operation.MESSAGES,
                            "{'type':'message_start','message':{'type':'message','role':'assistant','content':[]}}",
                            "{'type':'content_block_start','index':0,'content_block':{'type':'thinking','thinking':'H'}}",
                            "{'type':'ping'}",
                            "{'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'mm.'}}",
                            "{'type':'content_block_delta','index':0,'delta':{'type':'signature_delta','signature':'x'}}",
                            "{'type':'content_block_stop','index':0}",
                            "{'type':'content_block_start','index':1,'content_block':{'type':'text','text':'He'}}",
                            "{'delta':{'type':'text_delta','text':'llo'},'index':1,'type':'content_block_delta'}",
                            "{'type':'content_block_start','index':3,'content_block':{'type':'tool_use','id':'t2','name':'g','input':{}}}",
                            "{'type':'content_block_start','index':2,'content_block':{'type':'tool_use','id':'t1','name':'f','input':{}}}",
                            "{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta','partial_json':'{\\'a'}}",
                            "{'type':'content_block_delta','index':3,'delta':{'type':'input_json_delta','partial_json':'{}'}}",
                            "{'type':'content_block_delta','index':2,'delta':{'type':'input_json_delta','partial_json':'\\':1}'}}",
                            "{'type':'message_delta','delta':{'stop_reason':'tool_use'},'usage':{'output_tokens':9}}",
                            "{'type':'message_stop'}"))
                    .isEqualTo(told("assistant", PARTS, "tool_use"));
        }

        @Test
        void keeps_the_role_that_it_begins_with() {
            assertThat(streamed(
                            Operation.MESSAGES,
                            "{'type':'message_start','message':{'role':'critic','content':[]}}",
                            "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':'a'}}"))
                    .isEqualTo(told("critic", "{'type':'text','content':'a'}", ""));
            for (String order : List.of(
                    "{'role':'critic','content':[{'type':'text','text':'a'}]}",
                    "{'content':[{'type':'text','text':'a'}],'role':'critic'}")) {
                assertThat(whole(Operation.MESSAGES, order))
                        .isEqualTo(told("critic", "{'type':'text','content':'a'}", ""));
            }
        }

        @Test
        void does_not_tell_what_stands_in_an_event_of_another_type() {
            assertThat(streamed(
                            Operation.MESSAGES,
                            "{'type':'content_block_stop','index':0,'content_block':{'type':'text','text':'a'}}",
                            "{'type':'error','delta':{'text':'b'}}"))
                    .isEqualTo("[]");
        }
    }

    @Nested
    class what_is_told {

        @ParameterizedTest
        @CsvSource({"15, 15", "16, 16", "17, 16", "100, 16"})
        void is_of_sixteen_alternatives_at_most(int made, int told) {
            String choices = IntStream.range(0, made)
                    .mapToObj(i -> "{'index':" + i + ",'message':{'content':'" + i + "'}}")
                    .collect(Collectors.joining(","));

            List<Message> messages =
                    answer(Operation.CHAT_COMPLETIONS, RULES, "{'choices':[" + choices + "]}", "application/json");

            assertThat(messages).hasSize(told);
            for (int i = 0; i < told; i++) {
                assertThat(messages.get(i).parts()).containsExactly(new Part.Text(String.valueOf(i)));
            }
        }

        @ParameterizedTest
        @CsvSource({"127, 127", "128, 128", "129, 128", "500, 128"})
        void is_of_128_calls_at_most_and_of_the_text_beside_them(int made, int told) {
            List<String> names = IntStream.range(0, made).mapToObj(i -> "f" + i).toList();
            List<String> answers = new ArrayList<>();
            answers.add("{'choices':[{'message':{'tool_calls':["
                    + each(names, "{'function':{'name':'%s','arguments':'x'}}") + "],'content':'Hi'}}]}");
            answers.add("{'choices':[{'message':{'tool_calls':["
                    + IntStream.range(0, made)
                            .mapToObj(i -> "{'index':" + i + ",'function':{'name':'f" + i + "','arguments':'x'}}")
                            .collect(Collectors.joining(","))
                    + "],'content':'Hi'}}]}");
            for (String answer : answers) {
                assertCalls(answer(Operation.CHAT_COMPLETIONS, RULES, answer, "application/json"), told);
            }
            assertCalls(
                    answer(
                            Operation.CHAT_COMPLETIONS,
                            RULES,
                            IntStream.range(0, made)
                                            .mapToObj(i -> event("{'choices':[{'delta':{'tool_calls':[{'index':" + i
                                                    + ",'function':{'name':'f" + i + "','arguments':'x'}}]}}]}"))
                                            .collect(Collectors.joining())
                                    + event("{'choices':[{'delta':{'content':'Hi'}}]}"),
                            "text/event-stream"),
                    told);
            assertCalls(
                    answer(
                            Operation.RESPONSES,
                            RULES,
                            event("{'type':'response.output_text.delta','delta':'Hi'}")
                                    + IntStream.range(0, made)
                                            .mapToObj(i ->
                                                    event("{'type':'response.output_item.added','output_index':" + i
                                                                    + ",'item':{'type':'function_call','name':'f" + i
                                                                    + "'}}")
                                                            + event(
                                                                    "{'type':'response.function_call_arguments.delta','output_index':"
                                                                            + i + ",'delta':'x'}"))
                                            .collect(Collectors.joining()),
                            "text/event-stream"),
                    told);
        }

        @ParameterizedTest
        @CsvSource({"127, 127", "128, 128", "129, 128"})
        void is_of_128_items_at_most(int made, int told) {
            String items = each(
                    IntStream.range(0, made).mapToObj(i -> "f" + i).toList(),
                    "{'type':'tool_use','name':'%s','input':{}}");

            List<Message> messages =
                    answer(Operation.MESSAGES, RULES, "{'content':[" + items + "]}", "application/json");

            assertThat(messages.get(0).parts()).hasSize(told);
            assertThat(messages.get(0).parts().get(told - 1))
                    .isEqualTo(new Part.ToolCall(null, "f" + (told - 1), "{}"));

            String texts = "{'text':'a'},".repeat(made - 1) + "{'text':'b'}";
            assertThat(whole(Operation.MESSAGES, "{'content':[" + texts + "]}"))
                    .isEqualTo(AnswerContentTest.told(
                            "assistant",
                            "{'type':'text','content':'" + "a".repeat(Math.min(made - 1, told))
                                    + (made > told ? "" : "b") + "'}",
                            ""));
        }

        @Test
        void fits_into_the_limit_in_each_message() {
            String choices = "{'choices':[{'index':0,'message':{'reasoning':'éé','content':'abc','refusal':'no',"
                    + "'tool_calls':[{'function':{'name':'f','arguments':'x'}},{'function':{'name':'g'}}]}},"
                    + "{'index':1,'message':{'content':'0123456789'}}]}";

            assertThat(parts(12, choices, 0))
                    .isEqualTo("{'type':'reasoning','content':'éé'},{'type':'text','content':'abc'},"
                            + "{'type':'refusal','content':'no'},{'type':'tool_call','name':'f','arguments':'x'},"
                            + "{'type':'tool_call','name':'g'}");
            assertThat(parts(11, choices, 0)).endsWith("{'type':'tool_call','name':'f','arguments':'x'}");
            assertThat(parts(10, choices, 1)).isEqualTo("{'type':'text','content':'0123456789'}");
            assertThat(parts(10, choices, 0))
                    .endsWith("'no'},{'type':'tool_call','name':'f','arguments':'" + CUT + "'}");
            assertThat(parts(9, choices, 0)).endsWith("{'type':'refusal','content':'no'}");
            assertThat(parts(9, choices, 1)).isEqualTo("{'type':'text','content':'012345678" + CUT + "'}");
            assertThat(parts(5, choices, 0))
                    .isEqualTo("{'type':'reasoning','content':'éé'},{'type':'text','content':'a" + CUT + "'},"
                            + "{'type':'refusal','content':'" + CUT + "'}");
            assertThat(parts(3, choices, 0)).startsWith("{'type':'reasoning','content':'é" + CUT + "'}");
        }

        @ParameterizedTest
        @CsvSource({
            "x, 0, sk-12",
            "x, 1, …[cut]",
            "x, 3, …[cut]",
            "é, 0, sk-12",
            "é, 1, …[cut]",
            "€, 0, sk-12",
            "€, 1, …[cut]",
            "😀, 0, sk-12",
            "😀, 1, …[cut]",
        })
        void leaves_out_where_a_secret_may_begin_when_a_text_is_longer_than_can_be_kept(
                String filler, int more, String expected) {
            int limit = 5_001;
            ContentRules rules = new ContentRules(limit, text -> text.replace(filler, ""));
            String text = filler.repeat((limit + MARGIN - 5) / filler.length()) + "sk-12" + "345".substring(0, more);
            String half = text.substring(0, 4_000);
            String rest = text.substring(4_000);

            assertThat(answer(
                            Operation.CHAT_COMPLETIONS,
                            rules,
                            "{'choices':[{'message':{'content':'" + text + "'}}]}",
                            "application/json"))
                    .containsExactly(new Message("assistant", List.of(new Part.Text(expected)), ""));
            assertThat(answer(
                            Operation.CHAT_COMPLETIONS,
                            rules,
                            event("{'choices':[{'delta':{'content':'" + half + "'}}]}")
                                    + event("{'choices':[{'delta':{'content':'" + rest + "'}}]}"),
                            "text/event-stream"))
                    .containsExactly(new Message("assistant", List.of(new Part.Text(expected)), ""));
            assertThat(answer(
                            Operation.RESPONSES,
                            rules,
                            "{'output':[{'type':'function_call','call_id':'c','name':'f','arguments':'" + text + "'}]}",
                            "application/json"))
                    .containsExactly(new Message("assistant", List.of(new Part.ToolCall("c", "f", expected)), ""));
        }

        @ParameterizedTest
        @CsvSource({"0, ''", "1, …[cut]"})
        void is_known_to_be_cut_where_every_character_takes_three_bytes(int more, String expected) {
            ContentRules rules = new ContentRules(100, text -> text.replace("€", ""));
            String text = "€".repeat(100 + MARGIN + more);

            assertThat(answer(
                            Operation.CHAT_COMPLETIONS,
                            rules,
                            "{'choices':[{'message':{'content':'" + text + "'}}]}",
                            "application/json"))
                    .containsExactly(new Message("assistant", List.of(new Part.Text(expected)), ""));
        }

        @Test
        void is_bounded_in_all_parts_of_an_event_together() {
            String text = "y".repeat(4_000);
            String blocks = IntStream.range(0, 100)
                    .mapToObj(i -> "{'type':'tool_use','name':'f" + i + "','input':'" + text + "'}")
                    .collect(Collectors.joining(","));

            List<Message> messages = answer(
                    Operation.MESSAGES,
                    new ContentRules(10_000, UnaryOperator.identity()),
                    "{'content':[" + blocks + "]}",
                    "application/json");

            List<Part> parts = messages.get(0).parts();
            assertThat(parts)
                    .containsExactly(
                            new Part.ToolCall(null, "f0", text),
                            new Part.ToolCall(null, "f1", text),
                            new Part.ToolCall(null, "f2", "y".repeat(2_000 - 6) + CUT));
        }

        @Test
        void is_redacted_wherever_it_is() {
            ContentRules rules = new ContentRules(1_000, text -> text.replace("s3cret", "***"));
            String said = "'s3cret'";

            assertThat(told(answer(
                            Operation.CHAT_COMPLETIONS,
                            rules,
                            "{'choices':[{'message':{'role':" + said + ",'reasoning':" + said + ",'content':" + said
                                    + ",'refusal':" + said + ",'tool_calls':[{'id':" + said
                                    + ",'function':{'name':" + said
                                    + ",'arguments':'{\\'s3cret\\':\\'\\\\u00733cret\\'}'}}]}}]}",
                            "application/json")))
                    .isEqualTo(told(
                            "***",
                            "{'type':'reasoning','content':'***'},{'type':'text','content':'***'},"
                                    + "{'type':'refusal','content':'***'},"
                                    + "{'type':'tool_call','id':'***','name':'***','arguments':{'***':'***'}}",
                            ""));
        }

        @Test
        void is_redacted_across_the_pieces_that_it_came_in() {
            ContentRules rules = new ContentRules(1_000, text -> text.replace("s3cret", "***"));

            assertThat(told(answer(
                            Operation.COMPLETIONS,
                            rules,
                            event("{'choices':[{'text':'a s3c'}]}") + event("{'choices':[{'text':'ret b'}]}"),
                            "text/event-stream")))
                    .isEqualTo(told("assistant", "{'type':'text','content':'a *** b'}", ""));
        }

        @ParameterizedTest
        @EnumSource(Operation.class)
        void is_nothing_where_nothing_is_captured(Operation operation) {
            String everything = "{'choices':[{'text':'a','message':{'content':'a'}}],"
                    + "'output':[{'content':[{'text':'a'}]}],'content':[{'text':'a'}]}";

            assertThat(answer(operation, null, everything, "application/json")).isEmpty();
            assertThat(answer(operation, RULES, everything, "application/json"))
                    .hasSize(operation == Operation.EMBEDDINGS ? 0 : 1);
        }

        private void assertCalls(List<Message> messages, int told) {
            assertThat(messages).hasSize(1);
            List<Part> parts = messages.get(0).parts();
            assertThat(parts).hasSize(1 + told).contains(new Part.Text("Hi"));
            assertThat(parts.get(told)).isEqualTo(new Part.ToolCall(null, "f" + (told - 1), "x"));
        }

        private String parts(int limit, String answer, int choice) {
            ContentRules rules = new ContentRules(limit, UnaryOperator.identity());
            String parts = ContentJson.parts(answer(Operation.CHAT_COMPLETIONS, rules, answer, "application/json")
                    .get(choice)
                    .parts());
            return parts.substring(1, parts.length() - 1).replace('"', '\'');
        }

        private String each(List<String> names, String format) {
            return names.stream().map(format::formatted).collect(Collectors.joining(","));
        }
    }

    private static String told(String role, String parts, String finishReason) {
        return "[" + message(role, parts, finishReason) + "]";
    }

    private static String message(String role, String parts, String finishReason) {
        return "{'role':'" + role + "','parts':[" + parts + "],'finish_reason':'" + finishReason + "'}";
    }

    private static String told(List<Message> messages) {
        return ContentJson.messages(messages).replace('"', '\'');
    }

    private static String whole(Operation operation, String body) {
        return told(answer(operation, RULES, body, "application/json"));
    }

    private static String streamed(Operation operation, String... events) {
        return told(answer(
                operation,
                RULES,
                Stream.of(events).map(AnswerContentTest::event).collect(Collectors.joining()),
                "text/event-stream"));
    }

    private static String event(String data) {
        return "data: " + data + "\n\n";
    }

    private static List<Message> answer(Operation operation, ContentRules rules, String text, String type) {
        try (AnswerReader reader = AnswerReader.of(operation, type, null, rules).orElseThrow()) {
            reader.read(Buffer.buffer(text.replace('\'', '"')));
            reader.finish();
            return reader.answer().messages();
        }
    }
}
