package dev.lintel.openai.content.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.openai.Operation;
import dev.lintel.openai.content.ContentJson;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.openai.content.Message;
import dev.lintel.openai.content.Part;
import dev.lintel.openai.content.Prompt;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON is written with single quotes here. */
final class PromptReaderTest {

    private static final ContentRules RULES = new ContentRules(32 * 1024, UnaryOperator.identity());

    @Nested
    class a_message_of_chat_completions {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'role':'system','content':'Be kind.'} | {'role':'system','parts':[{'type':'text','content':'Be kind.'}]}",
                    "{'role':'developer','content':'Be kind.'} | {'role':'developer','parts':[{'type':'text','content':'Be kind.'}]}",
                    "{'content':'a\\n\\u00e9\\ud83c\\udf0d','role':'user'} | {'role':'user','parts':[{'type':'text','content':'a\\né🌍'}]}",
                    "{'role':'user','content':[{'type':'text','text':'a'},{'text':'b','type':'text'}]} | {'role':'user','parts':[{'type':'text','content':'a'},{'type':'text','content':'b'}]}",
                    "{'role':'user','content':''} | {'role':'user','parts':[{'type':'text','content':''}]}",
                    "{'role':'assistant','content':null,'refusal':'No.'} | {'role':'assistant','parts':[{'type':'refusal','content':'No.'}]}",
                    "{'role':'assistant','content':[{'type':'refusal','refusal':'No.'}]} | {'role':'assistant','parts':[{'type':'refusal','content':'No.'}]}",
                    "{'role':'assistant','reasoning_content':'Hm.','content':'Yes.'} | {'role':'assistant','parts':[{'type':'reasoning','content':'Hm.'},{'type':'text','content':'Yes.'}]}",
                })
        void keeps_its_role_and_its_text(String message, String expected) {
            assertThat(chat(message)).isEqualTo("[" + expected + "]");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'id':'c1','type':'function','function':{'name':'f','arguments':'{\\'a\\': [1, true]}'}} | {'type':'tool_call','id':'c1','name':'f','arguments':{'a':[1,true]}}",
                    "{'id':'c1','type':'function','function':{'name':'f','arguments':'{\\'a\\': '}} | {'type':'tool_call','id':'c1','name':'f','arguments':'{\\'a\\': '}",
                    "{'id':'c1','type':'function','function':{'name':'f','arguments':''}} | {'type':'tool_call','id':'c1','name':'f','arguments':''}",
                    "{'id':'c1','type':'function','function':{'name':'f'}} | {'type':'tool_call','id':'c1','name':'f'}",
                    "{'id':'c1','type':'custom','custom':{'name':'f','input':'SELECT 1'}} | {'type':'tool_call','id':'c1','name':'f','arguments':'SELECT 1'}",
                    "{'function':{'arguments':{'a':1}}} | {'type':'tool_call','name':'unknown','arguments':{'a':1}}",
                    "{} | {'type':'tool_call','name':'unknown'}",
                    "7 | {'type':'tool_call','name':'unknown'}",
                })
        void tells_the_tools_it_calls(String call, String expected) {
            assertThat(chat("{'role':'assistant','content':null,'tool_calls':[" + call + "]}"))
                    .isEqualTo("[{'role':'assistant','parts':[" + expected + "]}]");
        }

        @Test
        void tells_the_function_it_calls_in_the_older_form() {
            assertThat(chat("{'role':'assistant','function_call':{'name':'f','arguments':'{}'}},"
                            + "{'role':'function','name':'f','content':'rainy'}"))
                    .isEqualTo("[{'role':'assistant','parts':[{'type':'tool_call','name':'f','arguments':{}}]},"
                            + "{'role':'function','parts':[{'type':'tool_call_response','response':'rainy'}]}]");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "'rainy, 57°F' | 'rainy, 57°F'",
                    "'{\\'t\\': 57}' | {'t':57}",
                    "'57' | '57'",
                    "'null' | 'null'",
                    "'{\\'t\\': 57} ' | {'t':57}",
                    "'{} {}' | '{} {}'",
                    "[{'type':'text','text':'a'},{'type':'text','text':'b'}] | 'a\\nb'",
                    "{'t':57} | {'t':57}",
                    "null | ''",
                    "57 | ''",
                })
        void tells_what_a_tool_answered(String content, String expected) {
            assertThat(chat("{'role':'tool','tool_call_id':'c1','content':" + content + "}"))
                    .isEqualTo("[{'role':'tool','parts':[{'type':'tool_call_response','id':'c1','response':" + expected
                            + "}]}]");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'type':'image_url','image_url':{'url':'https://x.test/a.png','detail':'low'}} | {'type':'uri','modality':'image','uri':'https://x.test/a.png'}",
                    "{'type':'image_url','image_url':'https://x.test/a.png'} | {'type':'uri','modality':'image','uri':'https://x.test/a.png'}",
                    "{'type':'image_url','image_url':{'url':'data:image/png;base64,aGVsbG8='}} | {'type':'blob','modality':'image','mime_type':'image/png','content':'','size':5}",
                    "{'type':'image_url','image_url':{'url':'DATA:image\\/png;base64,aGVsb\\u0047\\/='}} | {'type':'blob','modality':'image','mime_type':'image/png','content':'','size':5}",
                    "{'type':'image_url','image_url':{'url':'data:,hello'}} | {'type':'blob','modality':'image','content':'','size':5}",
                    "{'type':'image_url','image_url':{'url':'data:'}} | {'type':'blob','modality':'image','content':'','size':5}",
                    "{'type':'image_url','image_url':{}} | {'type':'image_url'}",
                    "{'type':'video_url','video_url':{'url':'gs://b/v.mp4'}} | {'type':'uri','modality':'video','uri':'gs://b/v.mp4'}",
                    "{'type':'input_audio','input_audio':{'data':'aGVsbG8','format':'mp3'}} | {'type':'blob','modality':'audio','mime_type':'audio/mpeg','content':'','size':5}",
                    "{'type':'input_audio','input_audio':{'data':'aGk=','format':'wav'}} | {'type':'blob','modality':'audio','mime_type':'audio/wav','content':'','size':2}",
                    "{'type':'file','file':{'file_id':'file-1'}} | {'type':'file','modality':'document','file_id':'file-1'}",
                    "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,aGVsbA=='}} | {'type':'blob','modality':'document','mime_type':'application/pdf','content':'','size':4}",
                    "{'type':'file','file':{'file_data':'data:video/mp4;base64,aGVs'}} | {'type':'blob','modality':'video','mime_type':'video/mp4','content':'','size':3}",
                    "{'type':'hologram','data':'secret'} | {'type':'hologram'}",
                    "{'data':'secret'} | {'type':'unknown'}",
                })
        void tells_of_what_is_sent_along_where_it_is_or_how_much(String block, String expected) {
            assertThat(chat("{'role':'user','content':[" + block + "]}"))
                    .isEqualTo("[{'role':'user','parts':[" + expected + "]}]");
        }

        private String chat(String messages) {
            return messages(Operation.CHAT_COMPLETIONS, "{'model':'m','messages':[" + messages + "],'n':1}");
        }
    }

    @Nested
    class a_prompt_of_completions {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "'Once' | [{'role':'user','parts':[{'type':'text','content':'Once'}]}]",
                    "['a','b'] | [{'role':'user','parts':[{'type':'text','content':'a'}]},{'role':'user','parts':[{'type':'text','content':'b'}]}]",
                    "[1,2,3] | []",
                    "[[1,2],[3]] | []",
                    "{'a':1} | []",
                    "null | []",
                })
        void is_what_a_user_says(String prompt, String expected) {
            assertThat(messages(Operation.COMPLETIONS, "{'prompt':" + prompt + "}"))
                    .isEqualTo(expected);
        }
    }

    @Nested
    class an_input_of_responses {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "'Hi' | {'role':'user','parts':[{'type':'text','content':'Hi'}]}",
                    "[{'role':'developer','content':'Be kind.'}] | {'role':'developer','parts':[{'type':'text','content':'Be kind.'}]}",
                    "[{'type':'message','role':'user','content':[{'type':'input_text','text':'a'},{'type':'input_image','image_url':'data:image/png;base64,aGk='},{'type':'input_image','file_id':'file-1'},{'type':'input_file','file_url':'https://x.test/a.pdf'}]}] | {'role':'user','parts':[{'type':'text','content':'a'},{'type':'blob','modality':'image','mime_type':'image/png','content':'','size':2},{'type':'file','modality':'image','file_id':'file-1'},{'type':'uri','modality':'document','uri':'https://x.test/a.pdf'}]}",
                    "[{'type':'message','role':'assistant','content':[{'type':'output_text','text':'a','annotations':[]}]}] | {'role':'assistant','parts':[{'type':'text','content':'a'}]}",
                    "[{'type':'function_call','call_id':'c1','id':'fc_1','name':'f','arguments':'{\\'a\\':1}'}] | {'role':'assistant','parts':[{'type':'tool_call','id':'c1','name':'f','arguments':{'a':1}}]}",
                    "[{'type':'function_call_output','call_id':'c1','output':'rainy'}] | {'role':'tool','parts':[{'type':'tool_call_response','id':'c1','response':'rainy'}]}",
                    "[{'type':'function_call_output','call_id':'c1','output':[{'type':'input_text','text':'see'},{'type':'input_image','file_id':'file-1'}]}] | {'role':'tool','parts':[{'type':'tool_call_response','id':'c1','response':'see'},{'type':'file','modality':'image','file_id':'file-1'}]}",
                    "[{'type':'custom_tool_call','call_id':'c1','name':'f','input':'SELECT 1'}] | {'role':'assistant','parts':[{'type':'tool_call','id':'c1','name':'f','arguments':'SELECT 1'}]}",
                    "[{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'Hm.'}],'encrypted_content':'x'}] | {'role':'assistant','parts':[{'type':'reasoning','content':'Hm.'}]}",
                    "[{'type':'item_reference','id':'msg_1'}] | {'role':'assistant','parts':[{'type':'item_reference'}]}",
                    "[{'type':'web_search_call','status':'completed'}] | {'role':'assistant','parts':[{'type':'web_search_call'}]}",
                    "[{'type':'computer_call_output','output':{'image_url':'data:image/png;base64,aGk='}}] | {'role':'tool','parts':[{'type':'computer_call_output'}]}",
                    "[{'type':'mcp_approval_response','approve':true}] | {'role':'user','parts':[{'type':'mcp_approval_response'}]}",
                })
        void becomes_messages_item_by_item(String input, String expected) {
            assertThat(messages(Operation.RESPONSES, "{'input':" + input + "}")).isEqualTo("[" + expected + "]");
        }

        @Test
        void leaves_the_instructions_to_the_system() {
            Prompt prompt = read(Operation.RESPONSES, "{'instructions':'Be kind.','input':'Hi'}", RULES);

            assertThat(prompt.systemInstructions()).containsExactly(new Part.Text("Be kind."));
            assertThat(prompt.messages()).hasSize(1);
        }
    }

    @Nested
    class a_message_of_anthropics_messages {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "'Hi' | {'type':'text','content':'Hi'}",
                    "[{'type':'text','text':'Hi','cache_control':{'type':'ephemeral'}}] | {'type':'text','content':'Hi'}",
                    "[{'type':'image','source':{'type':'base64','media_type':'image/jpeg','data':'aGVsbG8='}}] | {'type':'blob','modality':'image','mime_type':'image/jpeg','content':'','size':5}",
                    "[{'type':'image','source':{'type':'url','url':'https://x.test/a.png'}}] | {'type':'uri','modality':'image','uri':'https://x.test/a.png'}",
                    "[{'type':'document','source':{'type':'file','file_id':'file-1'}}] | {'type':'file','modality':'document','file_id':'file-1'}",
                    "[{'type':'document','source':{'type':'text','media_type':'text/plain','data':'Once'}}] | {'type':'text','content':'Once'}",
                    "[{'type':'document','source':{'type':'content','content':[{'type':'text','text':'Once'}]}}] | {'type':'text','content':'Once'}",
                    "[{'type':'document','source':{'type':'new'}}] | {'type':'document'}",
                    "[{'type':'tool_use','id':'t1','name':'f','input':{'a': [1, null]}}] | {'type':'tool_call','id':'t1','name':'f','arguments':{'a':[1,null]}}",
                    "[{'type':'tool_result','tool_use_id':'t1','content':'rainy'}] | {'type':'tool_call_response','id':'t1','response':'rainy'}",
                    "[{'type':'tool_result','tool_use_id':'t1','content':[{'type':'text','text':'see'},{'type':'image','source':{'type':'base64','media_type':'image/png','data':'aGk='}}]}] | {'type':'tool_call_response','id':'t1','response':'see'},{'type':'blob','modality':'image','mime_type':'image/png','content':'','size':2}",
                    "[{'type':'tool_result','tool_use_id':'t1'}] | {'type':'tool_call_response','id':'t1','response':''}",
                    "[{'type':'thinking','thinking':'Hm.','signature':'x'}] | {'type':'reasoning','content':'Hm.'}",
                    "[{'type':'redacted_thinking','data':'x'}] | {'type':'redacted_thinking'}",
                    "[{'type':'server_tool_use','id':'s1','name':'web_search','input':{}}] | {'type':'server_tool_use'}",
                })
        void is_told_block_by_block(String content, String expected) {
            String body = "{'max_tokens':9,'messages':[{'role':'user','content':" + content + "}]}";

            assertThat(messages(Operation.MESSAGES, body)).isEqualTo("[{'role':'user','parts':[" + expected + "]}]");
        }

        @ParameterizedTest
        @ValueSource(strings = {"'Be kind.'", "[{'type':'text','text':'Be kind.'}]"})
        void leaves_the_system_apart(String system) {
            Prompt prompt = read(Operation.MESSAGES, "{'system':" + system + ",'messages':[]}", RULES);

            assertThat(ContentJson.parts(prompt.systemInstructions()).replace('"', '\''))
                    .isEqualTo("[{'type':'text','content':'Be kind.'}]");
            assertThat(prompt.messages()).isEmpty();
        }
    }

    @Nested
    class an_input_of_embeddings {

        @Test
        void is_no_content_by_the_conventions() {
            assertThat(read(Operation.EMBEDDINGS, "{'input':['a','b'],'messages':[{'content':'c'}]}", RULES))
                    .isEqualTo(Prompt.NONE);
        }
    }

    @Nested
    class tools_on_offer {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "CHAT_COMPLETIONS | 'tools':[{'type':'function','function':{'name':'f','description':'Does.','parameters':{'type':'object', 'properties': {}},'strict':true}}] | {'type':'function','name':'f','description':'Does.','parameters':{'type':'object','properties':{}}}",
                    "CHAT_COMPLETIONS | 'tools':[{'type':'custom','custom':{'name':'f'}}] | {'type':'custom','name':'f'}",
                    "CHAT_COMPLETIONS | 'functions':[{'name':'f','parameters':{}}] | {'type':'function','name':'f','parameters':{}}",
                    "RESPONSES | 'tools':[{'type':'function','name':'f','parameters':{}},{'type':'web_search'}] | {'type':'function','name':'f','parameters':{}},{'type':'web_search','name':'web_search'}",
                    "RESPONSES | 'tools':[{'type':'mcp','server_label':'deep','headers':{'Authorization':'Bearer x'}}] | {'type':'mcp','name':'deep'}",
                    "MESSAGES | 'tools':[{'name':'f','description':'Does.','input_schema':{'type':'object'}},{'type':'web_search_20250305','name':'web_search'}] | {'type':'function','name':'f','description':'Does.','parameters':{'type':'object'}},{'type':'web_search_20250305','name':'web_search'}",
                    "MESSAGES | 'tools':[1,null,'f',[],{}] | {'type':'function','name':'function'}",
                    "COMPLETIONS | 'tools':[{'name':'f'}] | ``",
                })
        void are_told_in_one_form(Operation operation, String tools, String expected) {
            assertThat(tools("{" + tools + "}", operation, RULES)).isEqualTo("[" + expected + "]");
        }

        @Test
        void lose_their_parameters_when_they_are_too_large_in_all() {
            String tool = "{'name':'f%d','description':'Does.','parameters':{'type':'object','title':'%s'}}";
            String body =
                    "{'tools':[" + tool.formatted(1, "x".repeat(50)) + "," + tool.formatted(2, "y".repeat(50)) + "]}";

            assertThat(tools(body, Operation.RESPONSES, new ContentRules(1_000, UnaryOperator.identity())))
                    .contains("parameters", "xx", "yy");
            assertThat(tools(body, Operation.RESPONSES, new ContentRules(100, UnaryOperator.identity())))
                    .isEqualTo("[{'type':'function','name':'f1','description':'Does.'},"
                            + "{'type':'function','name':'f2','description':'Does.'}]");
        }

        @Test
        void are_cut_when_even_then_they_are_too_large() {
            String tool = "{'name':'f','description':'" + "d".repeat(100) + "'}";
            String body = "{'tools':[" + tool + "," + tool + "," + tool + "]}";

            assertThat(tools(body, Operation.RESPONSES, new ContentRules(150, UnaryOperator.identity())))
                    .isEqualTo("[{'type':'function','name':'f','description':'" + "d".repeat(100) + "'},"
                            + "{'type':'function','name':'f','description':'" + "d".repeat(32) + "…[cut]'}]");
        }

        private String tools(String body, Operation operation, ContentRules rules) {
            return ContentJson.toolDefinitions(read(operation, body, rules).toolDefinitions())
                    .replace('"', '\'');
        }
    }

    @Nested
    class what_is_told {

        @Test
        void is_bounded_in_each_message() {
            String parts =
                    "{'type':'text','text':'" + "é".repeat(40) + "'},{'type':'text','text':'" + "é".repeat(40) + "'}";
            String body = "{'messages':[{'role':'user','content':[" + parts + "]},{'role':'user','content':'next'}]}";

            List<Message> messages = read(
                            Operation.CHAT_COMPLETIONS, body, new ContentRules(101, UnaryOperator.identity()))
                    .messages();

            assertThat(messages.get(0).parts())
                    .containsExactly(new Part.Text("é".repeat(40)), new Part.Text("é".repeat(10) + "…[cut]"));
            assertThat(messages.get(1).parts()).containsExactly(new Part.Text("next"));
        }

        @ParameterizedTest
        @CsvSource({
            "CHAT_COMPLETIONS, '{''role'':''assistant'',''tool_calls'':[%s]}', '{''id'':''1234'',''function'':{''name'':''f56''}}'",
            "MESSAGES, '{''role'':''assistant'',''content'':[%s]}', '{''type'':''tool_use'',''id'':''1234'',''name'':''f56''}'",
        })
        void counts_the_names_and_ids_of_calls(Operation operation, String message, String call) {
            String body = "{'messages':[" + message.formatted((call + ",").repeat(99) + call) + "]}";

            assertThat(read(operation, body, new ContentRules(70, UnaryOperator.identity()))
                            .messages()
                            .get(0)
                            .parts())
                    .hasSize(10)
                    .containsOnly(new Part.ToolCall("1234", "f56", null));
            assertThat(read(operation, body, new ContentRules(71, UnaryOperator.identity()))
                            .messages()
                            .get(0)
                            .parts())
                    .hasSize(11);
        }

        @Test
        void is_the_newest_thousand_messages() {
            StringBuilder body = new StringBuilder("{'messages':[{'role':'user','content':'0'}");
            for (int i = 1; i < 2_500; i++) {
                body.append(",{'role':'user','content':'").append(i).append("'}");
            }

            List<Message> messages =
                    read(Operation.CHAT_COMPLETIONS, body + "]}", RULES).messages();

            assertThat(messages).hasSize(1_000);
            assertThat(messages.get(0).parts()).containsExactly(new Part.Text("1500"));
            assertThat(messages.get(999).parts()).containsExactly(new Part.Text("2499"));
        }

        @Test
        void is_the_newest_that_fits_in_all() {
            String old = "{'role':'user','content':'" + "o".repeat(40_000) + "'},";
            String body = "{'messages':[" + old.repeat(50) + "{'role':'user','content':'new'}]}";

            List<Message> messages =
                    read(Operation.CHAT_COMPLETIONS, body, RULES).messages();

            assertThat(messages).hasSizeBetween(8, 9);
            assertThat(messages.get(messages.size() - 1).parts()).containsExactly(new Part.Text("new"));
            assertThat(ContentJson.messages(messages).length()).isLessThan(270 * 1024);
        }

        @ParameterizedTest
        @CsvSource({"66, 32", "65, 33"})
        void is_the_newest_that_fits_in_all_with_what_stands_around_each_part(int lengthOfLast, int told) {
            // 63 parts, and 64 bytes around each and around the message: 8 KiB in all, or one byte less.
            String message = "{'role':'user','content':[" + ("'" + "x".repeat(65) + "',").repeat(62) + "'"
                    + "x".repeat(lengthOfLast) + "']}";
            String body = "{'messages':[" + (message + ",").repeat(39) + message + "]}";

            assertThat(read(Operation.CHAT_COMPLETIONS, body, RULES).messages()).hasSize(told);
        }

        @Test
        void is_one_message_up_to_its_limit_where_that_is_more_than_is_told_in_all() {
            ContentRules rules = new ContentRules(300 * 1024, UnaryOperator.identity());
            String message = "{'role':'user','content':'" + "x".repeat(299 * 1024) + "'}";

            List<Message> messages = read(
                            Operation.CHAT_COMPLETIONS, "{'messages':[" + message + "," + message + "]}", rules)
                    .messages();

            assertThat(messages.get(messages.size() - 1).parts())
                    .containsExactly(new Part.Text("x".repeat(299 * 1024)));
            assertThat(messages).hasSize(2);
            assertThat(messages.get(0).parts()).containsExactly(new Part.Text("x".repeat(1024 - 128) + "…[cut]"));
        }

        @ParameterizedTest
        @CsvSource({"0, sk-12", "1, …[cut]"})
        void leaves_out_where_a_secret_may_begin_when_a_text_is_longer_than_is_looked_at(int more, String expected) {
            ContentRules rules = new ContentRules(5_000, text -> text.replace("x", ""));
            String text = "x".repeat(rules.reach() - 5) + "sk-12" + "3".repeat(more);
            String object = "{'a':'" + text.substring("{'a':''}".length()) + "'}";
            String body = "{'messages':[{'role':'user','content':'" + text + "'},"
                    + "{'role':'assistant','tool_calls':[{'function':{'name':'f','arguments':'" + text + "'}},"
                    + "{'function':{'name':'g','arguments':" + object + "}}]}]}";

            List<Message> messages =
                    read(Operation.CHAT_COMPLETIONS, body, rules).messages();

            assertThat(messages.get(0).parts()).containsExactly(new Part.Text(expected));
            assertThat(messages.get(1).parts())
                    .containsExactly(
                            new Part.ToolCall(null, "f", expected),
                            new Part.ToolCall(null, "g", more == 0 ? "{\"a\":\"sk-12\"}" : expected));
        }

        @Test
        void is_the_newest_thousand_parts_of_a_message() {
            String body = "{'messages':[{'role':'user','content':[" + "{'type':'text','text':'a'},".repeat(3_000)
                    + "{'type':'text','text':'z'}]}]}";

            List<Part> parts = read(Operation.CHAT_COMPLETIONS, body, RULES)
                    .messages()
                    .get(0)
                    .parts();

            assertThat(parts).hasSize(1_000).last().isEqualTo(new Part.Text("z"));
        }

        @Test
        void holds_arguments_that_are_nested_deep_as_text() {
            String deep = "[".repeat(1_500) + "]".repeat(1_500);
            String body = "{'messages':[{'role':'user','content':[{'type':'tool_use','name':'f','input':{'a':" + deep
                    + "}}]}]}";

            assertThat(messages(Operation.MESSAGES, body))
                    .contains("'arguments':'{\\'a\\':[[[[")
                    .endsWith("]]]]}'}]}]");
        }

        @Test
        void is_redacted_wherever_text_is() {
            ContentRules rules = new ContentRules(1_000, text -> text.replace("s3cret", "***"));
            String body = """
                    {'tools':[{'type':'function','function':{'name':'s3cret','description':'s3cret','parameters':{'s3cret':'s3cret'}}}],
                     'messages':[{'role':'s3cret','content':'s3cret'},
                      {'role':'user','content':['s3cret',{'type':'text','text':'s3cret'},{'type':'s3cret'},
                       {'type':'image_url','image_url':{'url':'https://x.test/?sig=s3cret'}},{'type':'file','file':{'file_id':'s3cret'}}]},
                      {'role':'assistant','refusal':'s3cret','reasoning':'s3cret','tool_calls':[
                       {'id':'s3cret','function':{'name':'s3cret','arguments':'{\\'s3cret\\':\\'\\\\u00733cret\\'}'}}]},
                      {'role':'tool','tool_call_id':'s3cret','content':'s3cret'}]}
                    """;
            Prompt prompt = read(Operation.CHAT_COMPLETIONS, body, rules);

            assertThat(ContentJson.messages(prompt.messages()) + ContentJson.toolDefinitions(prompt.toolDefinitions()))
                    .doesNotContain("3cret")
                    .contains("***");
        }
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void a_body_that_says_nothing_has_an_empty_prompt(Operation operation) {
        assertThat(read(operation, "{}", RULES)).isEqualTo(Prompt.NONE);
        assertThat(read(operation, "{'messages':null,'input':7,'prompt':true,'tools':'x','system':{}}", RULES)
                        .messages())
                .isEmpty();
    }

    @Test
    void a_body_may_begin_with_a_byte_order_mark() {
        assertThat(read(Operation.COMPLETIONS, "\ufeff{'prompt':['Hi']}", RULES).messages())
                .containsExactly(new Message("user", List.of(new Part.Text("Hi")), null));
    }

    private static String messages(Operation operation, String body) {
        return ContentJson.messages(read(operation, body, RULES).messages()).replace('"', '\'');
    }

    private static Prompt read(Operation operation, String body, ContentRules rules) {
        return PromptReader.read(operation, Buffer.buffer(body.replace('\'', '"')), rules);
    }
}
