package dev.lintel.openai.answer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.BufferBytes;
import dev.lintel.openai.Operation;
import dev.lintel.testing.Gzip;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are not as they should be: what is told of them, and what is not. */
final class AnswerReaderTest {

    private static final String STREAM = "text/event-stream";
    private static final String JSON = "application/json";

    private static final String FIRST =
            "{\"id\":\"c-1\",\"model\":\"m-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"finish_reason\":null}]}";
    private static final String LAST = "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";
    private static final String USAGE = usage("5", "7");

    @Nested
    class a_token_count {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"12\"",
                    "-12",
                    "-0",
                    "1.5",
                    "12.0",
                    "1e3",
                    "1E-2",
                    "1000000001",
                    "999999999999999",
                    "1000000000000000",
                    "9223372036854775808",
                    "100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
                    "null",
                    "true",
                    "{}",
                    "[12]",
                    "{\"total\":12}",
                })
        void that_is_none_is_unknown_and_the_others_are_not(String count) {
            for (Answer answer : new Answer[] {
                whole(Operation.CHAT_COMPLETIONS, usage(count, "7")),
                streamed(Operation.CHAT_COMPLETIONS, usage(count, "7")),
                whole(Operation.RESPONSES, "{\"usage\":{\"input_tokens\":" + count + ",\"output_tokens\":7}}"),
                whole(Operation.MESSAGES, "{\"usage\":{\"input_tokens\":" + count + ",\"output_tokens\":7}}")
            }) {
                assertThat(answer.usage().input()).isEmpty();
                assertThat(answer.usage().output()).hasValue(7);
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "[]",
                    "\"12\"",
                    "12",
                    "true",
                    "[{\"prompt_tokens\":12}]",
                    "{\"usage\":{\"prompt_tokens\":12}}"
                })
        void is_not_looked_for_where_none_belongs(String usage) {
            assertThat(whole(Operation.CHAT_COMPLETIONS, "{\"usage\":" + usage + "}")
                            .usage())
                    .isEqualTo(TokenUsage.UNKNOWN);
        }

        @Test
        void that_is_none_does_not_undo_one_that_was() {
            assertThat(streamed(Operation.CHAT_COMPLETIONS, USAGE, usage("\"x\"", "-1"))
                            .usage())
                    .isEqualTo(used(5, 7));
        }

        @Test
        void said_last_holds() {
            assertThat(streamed(Operation.CHAT_COMPLETIONS, USAGE, FIRST, LAST, usage("50", "70"))
                            .usage())
                    .isEqualTo(used(50, 70));
            assertThat(whole(
                                    Operation.CHAT_COMPLETIONS,
                                    "{\"usage\":{\"prompt_tokens\":1,\"prompt_tokens\":5,\"completion_tokens\":7}}")
                            .usage())
                    .isEqualTo(used(5, 7));
        }

        @Test
        void of_a_billion_is_the_largest_that_is_believed() {
            assertThat(whole(Operation.CHAT_COMPLETIONS, usage("1000000000", "1"))
                            .usage())
                    .isEqualTo(used(1_000_000_000, 1));
        }

        @ParameterizedTest
        @CsvSource({
            "'\"cache_read_input_tokens\":30,\"cache_creation_input_tokens\":200', 235, 30, 200",
            "'\"cache_read_input_tokens\":30', 35, 30,",
            "'\"cache_creation_input_tokens\":200', 205,, 200",
            "'\"cache_read_input_tokens\":0,\"cache_creation_input_tokens\":0', 5, 0, 0",
            "'\"output_tokens\":7', 5,,",
        })
        void of_an_input_holds_what_went_through_a_cache(
                String cached, long input, @Nullable Long read, @Nullable Long created) {
            String usage = "\"usage\":{\"input_tokens\":5," + cached + "}";
            for (Answer answer : new Answer[] {
                whole(Operation.MESSAGES, "{" + usage + "}"),
                streamed(Operation.MESSAGES, "{\"type\":\"message_start\",\"message\":{" + usage + "}}")
            }) {
                assertThat(answer.usage().input()).hasValue(input);
                assertThat(answer.usage().cacheRead())
                        .isEqualTo(read == null ? OptionalLong.empty() : OptionalLong.of(read));
                assertThat(answer.usage().cacheCreation())
                        .isEqualTo(created == null ? OptionalLong.empty() : OptionalLong.of(created));
            }
        }

        @Test
        void of_an_input_is_told_as_it_is_where_the_cache_is_within_it() {
            for (Operation operation : new Operation[] {Operation.CHAT_COMPLETIONS, Operation.RESPONSES}) {
                TokenUsage usage = whole(
                                operation,
                                "{\"usage\":{\"input_tokens\":50,\"input_tokens_details\":{\"cached_tokens\":30,\"cache_write_tokens\":10},"
                                        + "\"output_tokens\":7,\"output_tokens_details\":{\"reasoning_tokens\":4}}}")
                        .usage();

                assertThat(usage)
                        .isEqualTo(new TokenUsage(
                                OptionalLong.of(50),
                                OptionalLong.of(7),
                                OptionalLong.of(30),
                                OptionalLong.of(10),
                                OptionalLong.empty(),
                                OptionalLong.of(4),
                                OptionalLong.empty()));
            }
        }

        @Test
        void of_what_was_put_into_a_cache_tells_how_much_stays_there_for_an_hour() {
            String usage = "\"usage\":{\"input_tokens\":5,\"cache_creation_input_tokens\":200,"
                    + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":150,\"ephemeral_1h_input_tokens\":50}}";
            for (Answer answer : new Answer[] {
                whole(Operation.MESSAGES, "{" + usage + "}"),
                streamed(Operation.MESSAGES, "{\"type\":\"message_start\",\"message\":{" + usage + "}}")
            }) {
                assertThat(answer.usage().cacheCreation()).hasValue(200);
                assertThat(answer.usage().cacheCreationHour()).hasValue(50);
            }
        }

        @ParameterizedTest
        @CsvSource({"0, 0, 0", "7, 0, 7", "0, 9, 9", "7, 9, 9"})
        void of_sound_is_known_from_the_prompt_and_from_the_answer(long prompt, long answer, long expected) {
            assertThat(whole(
                                    Operation.CHAT_COMPLETIONS,
                                    "{\"usage\":{\"prompt_tokens\":50,\"completion_tokens\":50,"
                                            + "\"prompt_tokens_details\":{\"audio_tokens\":" + prompt + "},"
                                            + "\"completion_tokens_details\":{\"audio_tokens\":" + answer + "}}}")
                            .usage()
                            .audio())
                    .hasValue(expected);
        }

        @Test
        void tells_the_speed() {
            assertThat(whole(Operation.MESSAGES, "{\"usage\":{\"output_tokens\":7,\"speed\":\"fast\"}}")
                            .speed())
                    .contains("fast");
        }

        @Test
        void of_thinking_is_one_of_reasoning() {
            assertThat(whole(
                                    Operation.MESSAGES,
                                    "{\"usage\":{\"output_tokens\":7,\"output_tokens_details\":{\"thinking_tokens\":4}}}")
                            .usage()
                            .reasoning())
                    .hasValue(4);
        }

        @Test
        void of_nothing_is_a_count() {
            assertThat(whole(Operation.CHAT_COMPLETIONS, usage("0", "0")).usage())
                    .isEqualTo(used(0, 0));
        }

        @Test
        void of_details_that_are_none_is_unknown() {
            TokenUsage usage = whole(
                            Operation.CHAT_COMPLETIONS,
                            "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,"
                                    + "\"prompt_tokens_details\":[{\"cached_tokens\":3}],"
                                    + "\"completion_tokens_details\":{\"reasoning_tokens\":-1}}}")
                    .usage();

            assertThat(usage).isEqualTo(used(5, 7));
        }

        @Test
        void of_an_input_without_cache_can_not_be_told_where_only_the_cache_is() {
            assertThat(whole(Operation.MESSAGES, "{\"usage\":{\"cache_read_input_tokens\":3}}")
                            .usage()
                            .input())
                    .isEmpty();
        }
    }

    @Nested
    class a_stream_in_another_order {

        @Test
        void tells_the_same_with_its_usage_first() {
            assertThat(streamed(Operation.CHAT_COMPLETIONS, USAGE, FIRST, LAST, "[DONE]"))
                    .isEqualTo(streamed(Operation.CHAT_COMPLETIONS, FIRST, LAST, USAGE, "[DONE]"));
        }

        @Test
        void is_whole_when_its_end_comes_before_its_content() {
            AnswerReader reader = read(Operation.CHAT_COMPLETIONS, LAST, FIRST);

            assertThat(reader.isStream()).isTrue();
            assertThat(reader.answer().finishReasons()).containsExactly("stop");
            assertThat(reader.isCutShort()).isFalse();
        }

        @Test
        void tells_which_alternative_a_part_belongs_to_though_its_index_comes_last() {
            AnswerReader reader = read(
                    Operation.CHAT_COMPLETIONS,
                    "{\"choices\":[{\"finish_reason\":\"stop\",\"delta\":{},\"index\":1},"
                            + "{\"finish_reason\":\"length\",\"delta\":{},\"index\":0}]}");

            assertThat(reader.answer().finishReasons()).containsExactly("length", "stop");
            assertThat(reader.isCutShort()).isFalse();
        }

        @ParameterizedTest
        @CsvSource({
            "queued,",
            "in_progress,",
            "completed, completed",
            "failed, failed",
            "cancelled, cancelled",
            "incomplete, incomplete",
            "'incomplete\",\"incomplete_details\":{\"reason\":\"content_filter\"},\"x\":\"', content_filter",
            "'completed\",\"incomplete_details\":{\"reason\":\"content_filter\"},\"x\":\"', completed",
        })
        void has_finished_with_the_status_of_a_response_that_goes_on_no_more(String status, @Nullable String reason) {
            Answer answer = whole(Operation.RESPONSES, "{\"status\":\"" + status + "\"}");

            assertThat(answer.finishReasons()).isEqualTo(reason == null ? List.of() : List.of(reason));
            assertThat(answer.failed()).isEqualTo("failed".equals(reason));
        }

        @Test
        void is_whole_once_its_last_event_has_come() {
            for (String end : List.of("response.completed", "response.incomplete", "response.failed", "error")) {
                AnswerReader reader = read(Operation.RESPONSES, "{\"type\":\"" + end + "\"}");
                assertThat(reader.isCutShort()).as(end).isFalse();
                assertThat(reader.answer().failed())
                        .as(end)
                        .isEqualTo(end.equals("response.failed") || end.equals("error"));
            }
            assertThat(read(Operation.MESSAGES, "{\"type\":\"message_stop\"}").isCutShort())
                    .isFalse();
            assertThat(read(Operation.MESSAGES, "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}")
                            .isCutShort())
                    .isFalse();
            for (String event : List.of("response.created", "response.output_text.done", "response.queued")) {
                assertThat(read(Operation.RESPONSES, "{\"type\":\"" + event + "\"}")
                                .isCutShort())
                        .as(event)
                        .isTrue();
            }
        }

        @Test
        void knows_the_alternative_of_the_largest_number_that_is_not_absurd() {
            assertThat(streamed(
                                    Operation.CHAT_COMPLETIONS,
                                    "{\"choices\":[{\"index\":127,\"finish_reason\":\"length\"}]}")
                            .finishReasons())
                    .containsExactly("length");
        }

        @Test
        void is_cut_short_as_long_as_one_alternative_has_not_ended() {
            assertThat(read(
                                    Operation.CHAT_COMPLETIONS,
                                    FIRST,
                                    "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"Ho\"}}]}",
                                    LAST)
                            .isCutShort())
                    .isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"128", "4294967296", "999999999999999"})
        void knows_no_alternative_of_an_absurd_number(String index) {
            AnswerReader reader = read(
                    Operation.CHAT_COMPLETIONS,
                    FIRST,
                    "{\"choices\":[{\"index\":" + index + ",\"finish_reason\":\"length\"}]}",
                    LAST);

            assertThat(reader.answer().finishReasons()).containsExactly("stop");
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"0\"", "-1", "null", "0.5", "{}"})
        void counts_its_alternatives_where_their_index_is_none(String index) {
            AnswerReader reader = read(
                    Operation.CHAT_COMPLETIONS,
                    FIRST,
                    "{\"choices\":[{\"index\":" + index + ",\"finish_reason\":\"length\"}]}");

            assertThat(reader.answer().finishReasons()).containsExactly("length");
            assertThat(reader.isCutShort()).isFalse();
        }
    }

    @Nested
    class the_end_mark {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "data: [DONE]\n\n",
                    "data:[DONE]\n\n",
                    "data: [DONE]   \n\n",
                    "data: [DONE]",
                    "data: [DONE]\r\n\r\n"
                })
        void may_be_written_in_several_ways(String mark) {
            AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, STREAM, null);
            feed(reader, "data: " + FIRST + "\n\n" + mark);

            assertThat(reader.isCutShort()).isFalse();
            assertThat(reader.chunks()).isEqualTo(1);
        }

        @Test
        void may_be_cut_anywhere() {
            byte[] bytes = ("data: " + FIRST + "\n\ndata: [DONE] \n\n").getBytes(UTF_8);
            for (int cut = 0; cut <= bytes.length; cut++) {
                AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, STREAM, null);
                reader.read(Buffer.buffer(Arrays.copyOf(bytes, cut)));
                reader.read(Buffer.buffer(Arrays.copyOfRange(bytes, cut, bytes.length)));
                reader.finish();
                assertThat(reader.isCutShort()).as("cut at %d", cut).isFalse();
                reader.close();
            }
        }

        @Test
        void may_come_twice_and_before_more() {
            AnswerReader reader = read(Operation.CHAT_COMPLETIONS, FIRST, "[DONE]", "[DONE]", USAGE);

            assertThat(reader.isCutShort()).isFalse();
            assertThat(reader.answer().usage()).isEqualTo(used(5, 7));
            assertThat(reader.chunks()).isEqualTo(2);
        }

        @Test
        void may_be_missing_when_every_alternative_has_ended() {
            assertThat(read(Operation.CHAT_COMPLETIONS, FIRST, LAST).isCutShort())
                    .isFalse();
        }

        @Test
        void is_missed_when_nothing_has_ended() {
            assertThat(read(Operation.CHAT_COMPLETIONS, FIRST, USAGE).isCutShort())
                    .isTrue();
            assertThat(read(Operation.RESPONSES, "{\"type\":\"response.output_text.delta\",\"delta\":\"Hi\"}")
                            .isCutShort())
                    .isTrue();
        }

        @Test
        void is_none_that_is_cut() {
            AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, STREAM, null);
            feed(reader, "data: " + FIRST + "\n\ndata: [DON");

            assertThat(reader.isCutShort()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"[DONE]]", "[DONE]x", "[DON]", "[D", "[done]", "[]", "[" + FIRST + "]"})
        void is_none_that_is_written_otherwise_and_what_is_behind_it_is_told(String mark) {
            AnswerReader reader = read(Operation.CHAT_COMPLETIONS, FIRST, mark, USAGE);

            assertThat(reader.isCutShort()).isTrue();
            assertThat(reader.answer().usage()).isEqualTo(used(5, 7));
            assertThat(reader.answer().model()).hasValue("m-1");
        }
    }

    @Nested
    class an_error_within_an_answer {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"error\":{\"message\":\"private\",\"type\":\"server_error\",\"code\":\"overloaded\"}} |"
                            + " overloaded",
                    "{\"error\":{\"type\":\"server_error\",\"code\":null}} |",
                    "{\"error\":{\"code\":429}} | 429",
                    "{\"error\":{\"message\":\"private\"}} |",
                    "{\"error\":\"private words\"} |",
                    "{\"error\":{\"code\":\"private words\"}} |",
                    "{\"error\":{\"code\":\"line\\nbreak\"}} |",
                    "{\"error\":{\"code\":{\"a\":\"b\"}}} |",
                    "{\"error\":[]} |",
                    "{\"choices\":[{\"index\":0,\"error\":{\"code\":502}}]} | 502",
                })
        void is_told_with_its_code_where_that_is_one(String event, String code) {
            for (Answer answer : new Answer[] {
                streamed(Operation.CHAT_COMPLETIONS, FIRST, event), whole(Operation.CHAT_COMPLETIONS, event)
            }) {
                assertThat(answer.failed()).isTrue();
                assertThat(answer.errorCode().orElse(null)).isEqualTo(code);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"a", "z", "A", "Z", "0", "9", "_", "-", ".", "Error_code-1.5"})
        void has_a_code_and_a_type_that_are_plain(String word) {
            Answer answer = failedWith(word);
            assertThat(answer.errorCode()).hasValue(word);
            assertThat(answer.errorType()).hasValue(word);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"`", "{", "@", "[", "/", ":", " ", ",", "^", "+", "~", "é", "\uFF4B", "a b", "a\\n", "-/"})
        void has_no_code_and_no_type_that_are_not(String word) {
            Answer answer = failedWith(word);
            assertThat(answer.failed()).isTrue();
            assertThat(answer.errorCode()).isEmpty();
            assertThat(answer.errorType()).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({"0, false", "1, true", "63, true", "64, true", "65, false", "66, false", "1000, false"})
        void has_a_code_and_a_type_of_1_to_64_characters(int length, boolean told) {
            Answer answer = failedWith("c".repeat(length));
            assertThat(answer.errorCode().isPresent()).isEqualTo(told);
            assertThat(answer.errorType().isPresent()).isEqualTo(told);
        }

        private Answer failedWith(String word) {
            return whole(
                    Operation.CHAT_COMPLETIONS, "{\"error\":{\"code\":\"" + word + "\",\"type\":\"" + word + "\"}}");
        }

        @Test
        void is_the_end_of_a_stream_of_events_that_have_types() {
            for (Operation operation : new Operation[] {Operation.RESPONSES, Operation.MESSAGES}) {
                AnswerReader reader = read(operation, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}");

                assertThat(reader.isCutShort()).isFalse();
                assertThat(reader.answer().failed()).isTrue();
                assertThat(reader.answer().errorType()).hasValue("overloaded_error");
            }
        }

        @Test
        void is_none_that_is_null() {
            assertThat(streamed(Operation.CHAT_COMPLETIONS, "{\"error\":null}").failed())
                    .isFalse();
            assertThat(whole(Operation.RESPONSES, "{\"status\":\"completed\",\"error\":null}")
                            .failed())
                    .isFalse();
        }
    }

    @Nested
    class what_is_written_oddly {

        @ParameterizedTest
        @CsvSource({"12, 0, 12", "0, 12, 12", "3, 12, 12", "12, 3, 12"})
        void the_greatest_count_stands(long first, long second, long told) {
            TokenUsage chat = streamed(
                            Operation.CHAT_COMPLETIONS,
                            usage(String.valueOf(first), "1"),
                            usage(String.valueOf(second), "1"))
                    .usage();
            assertThat(chat.input()).hasValue(told);
            TokenUsage messages = streamed(
                            Operation.MESSAGES,
                            "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":" + first
                                    + ",\"cache_read_input_tokens\":" + first + "}}}",
                            "{\"type\":\"message_delta\",\"usage\":{\"input_tokens\":" + second
                                    + ",\"cache_read_input_tokens\":" + second
                                    + ",\"output_tokens_details\":{\"thinking_tokens\":4}}}")
                    .usage();
            assertThat(messages.input()).hasValue(2 * told);
            assertThat(messages.cacheRead()).hasValue(told);
            assertThat(messages.reasoning()).hasValue(4);
        }

        @Test
        void is_the_word_for_no_finish_reason() {
            AnswerReader reader = read(Operation.CHAT_COMPLETIONS, LAST.replace("stop", "null"));
            assertThat(reader.answer().finishReasons()).isEmpty();
            assertThat(reader.isCutShort()).isTrue();
            assertThat(read(Operation.MESSAGES, "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"null\"}}")
                            .isCutShort())
                    .isTrue();
        }

        @ParameterizedTest
        @ValueSource(strings = {"\n", "\r\n", "\r"})
        void is_a_stream_whose_events_are_parted_by_one_line_break(String end) {
            String stream = String.join(
                    end, "data: " + FIRST, "data: ping", "data: " + LAST, "data: " + USAGE, "data: [DONE]", "");
            AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, STREAM, null);
            feed(reader, stream);
            assertThat(reader.answer()).isEqualTo(streamed(Operation.CHAT_COMPLETIONS, FIRST, LAST, USAGE));
            assertThat(reader.isCutShort()).isFalse();
        }

        @Test
        void is_an_end_mark_alone_which_is_no_answer() {
            for (Operation operation : new Operation[] {
                Operation.CHAT_COMPLETIONS, Operation.COMPLETIONS, Operation.RESPONSES, Operation.MESSAGES
            }) {
                assertThat(read(operation, "[DONE]").isCutShort())
                        .as("%s", operation)
                        .isTrue();
            }
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "event: error\\ndata: {\"code\":\"Throttling\",\"message\":\"x\"} | Throttling |",
                    "event:error\\n:HTTP_STATUS/429\\ndata:{\"code\":429} | 429 |",
                    "error: {\"code\":500,\"message\":\"x\"} | 500 |",
                    "data: {\"choices\":null,\"error_type\":\"BadRequest\",\"error_message\":\"x\"} | | BadRequest",
                    "data: {\"object\":\"error\",\"type\":\"NotFound\",\"code\":404} | 404 | NotFound",
                    "data: {\"code\":\"InvalidParameter\",\"message\":\"x\"} | InvalidParameter |",
                    "data: {\"error_code\":336003,\"error_msg\":\"x\"} | 336003 |",
                    "data: {\"base_resp\":{\"status_code\":1004,\"status_msg\":\"x\"}} | 1004 |",
                    "{\"error\":{\"code\":\"crashed\"}} | crashed |",
                })
        void is_a_failure_in_another_shape(String event, @Nullable String code, @Nullable String type) {
            AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, STREAM, null);
            feed(reader, "data: " + FIRST + "\n\n" + event.replace("\\n", "\n") + "\n\n");
            assertThat(reader.answer().failed()).isTrue();
            assertThat(reader.isOver()).isTrue();
            assertThat(reader.answer().errorCode().orElse(null)).isEqualTo(code);
            assertThat(reader.answer().errorType().orElse(null)).isEqualTo(type);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"base_resp\":{\"status_code\":0}}",
                    "{\"error_code\":0}",
                    "{\"error\":\"\",\"error_message\":\"\"}",
                    "{\"code\":\"x\"}",
                    "{\"code\":0,\"message\":\"ok\"}"
                })
        void is_success_in_the_shape_of_a_failure(String event) {
            assertThat(streamed(Operation.CHAT_COMPLETIONS, FIRST, event).failed())
                    .isFalse();
        }

        @Test
        void is_an_event_of_another_between_those_of_the_answer() {
            String foreign = "event: tool.progress\ndata: {\"id\":\"x\",\"model\":\"x\",\"error\":{\"code\":\"x\"},"
                    + "\"usage\":{\"prompt_tokens\":99},\"type\":\"error\"}\n\n";
            for (Operation operation : new Operation[] {
                Operation.CHAT_COMPLETIONS, Operation.COMPLETIONS, Operation.RESPONSES, Operation.MESSAGES
            }) {
                AnswerReader reader = reader(operation, STREAM, null);
                feed(reader, foreign + "data: " + FIRST + "\n\n" + foreign);
                assertThat(reader.answer()).as("%s", operation).isEqualTo(streamed(operation, FIRST));
            }
        }

        @Test
        void is_the_end_mark_behind_spaces_wherever_it_is_cut() {
            byte[] bytes = ("data: " + FIRST + "\n\ndata:   [DONE]\n\ndata: " + USAGE + "\n\n").getBytes(UTF_8);
            for (int cut = 0; cut <= bytes.length; cut++) {
                AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, STREAM, null);
                reader.read(Buffer.buffer(Arrays.copyOf(bytes, cut)));
                reader.read(Buffer.buffer(Arrays.copyOfRange(bytes, cut, bytes.length)));
                reader.finish();
                assertThat(reader.isCutShort()).as("cut at %d", cut).isFalse();
                assertThat(reader.answer().usage()).as("cut at %d", cut).isEqualTo(used(5, 7));
            }
        }

        @Test
        void is_a_finish_reason_that_is_empty_and_so_is_none() {
            AnswerReader reader = read(Operation.CHAT_COMPLETIONS, LAST.replace("stop", ""));
            assertThat(reader.answer().finishReasons()).isEmpty();
            assertThat(reader.isCutShort()).isTrue();
        }

        @Test
        void is_a_type_beside_a_code_that_is_none() {
            for (String code : new String[] {"\"\"", "\"private words\""}) {
                Answer answer = whole(
                        Operation.CHAT_COMPLETIONS, "{\"error\":{\"code\":" + code + ",\"type\":\"server_error\"}}");
                assertThat(answer.errorCode()).isEmpty();
                assertThat(answer.errorType()).hasValue("server_error");
            }
        }

        @Test
        void is_program_text_that_goes_by_the_name_of_an_error_code() {
            Answer answer = streamed(
                    Operation.RESPONSES,
                    "{\"type\":\"response.code_interpreter_call_code.done\",\"code\":\"private\"}",
                    "{\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":null}}");
            assertThat(answer.failed()).isTrue();
            assertThat(answer.errorCode()).isEmpty();

            assertThat(streamed(Operation.RESPONSES, "{\"code\":\"server_error\",\"type\":\"error\"}")
                            .errorCode())
                    .hasValue("server_error");
        }
    }

    @Nested
    class what_is_not_understood {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{broken",
                    "{\"a\":}",
                    "{\"a\":1",
                    "{\"a\":\"\u0001\"}",
                    "{} {}",
                    "<html>",
                    "nul",
                    "\"half",
                    "{\"a\":\"\\x\"}",
                    "{\"a\":\"\\u12g4\"}",
                })
        void costs_itself_and_nothing_else(String event) {
            AnswerReader reader = read(Operation.CHAT_COMPLETIONS, FIRST, event, USAGE, LAST);

            assertThat(reader.answer()).isEqualTo(streamed(Operation.CHAT_COMPLETIONS, FIRST, USAGE, LAST));
            assertThat(reader.isCutShort()).isFalse();
            assertThat(reader.chunks()).isEqualTo(3);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"error\":{\"code\":\"overloaded\"}",
                    "{\"choices\":[{\"index\":0,\"finish_reason\":\"length\"}],",
                    "{\"model\":\"other\",\"usage\":{\"prompt_tokens\":99},x",
                    "ping",
                    ": PROCESSING",
                })
        void is_believed_in_nothing_that_it_has_said_before_it_broke(String event) {
            AnswerReader reader = read(Operation.CHAT_COMPLETIONS, event, FIRST, USAGE);

            assertThat(reader.answer()).isEqualTo(streamed(Operation.CHAT_COMPLETIONS, FIRST, USAGE));
            assertThat(reader.isCutShort()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "  ",
                    "{}",
                    "null",
                    "true",
                    "\"text\"",
                    "{\"choices\":null}",
                    "{\"choices\":{\"index\":0}}",
                    "{\"choices\":[[{}],1,null]}"
                })
        void is_passed_over_as_long_as_it_is_json_or_nothing(String event) {
            AnswerReader reader = read(Operation.CHAT_COMPLETIONS, FIRST, event, LAST, USAGE);

            assertThat(reader.answer()).isEqualTo(streamed(Operation.CHAT_COMPLETIONS, FIRST, LAST, USAGE));
            assertThat(reader.isCutShort()).isFalse();
        }

        @Test
        void are_bytes_that_are_no_utf_8_which_are_shown_as_such_only() {
            AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, STREAM, null);
            reader.read(Buffer.buffer(
                    "data: {\"model\":\"a\u00ff\u00c3\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\u00f0\u009f\u0080\u00fe\"},\"finish_reason\":\"stop\u00e2\u0082\"}]}\n\n"
                            .getBytes(ISO_8859_1)));
            reader.finish();

            assertThat(reader.answer().model()).hasValue("a\ufffd\ufffd");
            assertThat(reader.answer().finishReasons()).containsExactly("stop\ufffd");
            assertThat(reader.isCutShort()).isFalse();
        }

        @Test
        void is_json_that_is_nested_too_deeply() {
            AnswerReader deep = read(Operation.CHAT_COMPLETIONS, FIRST, nested(513), USAGE);
            assertThat(deep.answer().model()).hasValue("m-1");
            assertThat(deep.answer().usage()).isEqualTo(used(5, 7));
            assertThat(deep.chunks()).isEqualTo(2);

            AnswerReader lessDeep = read(Operation.CHAT_COMPLETIONS, FIRST, nested(512), USAGE);
            assertThat(lessDeep.chunks()).isEqualTo(3);
        }

        @Test
        void is_a_name_of_any_length_of_which_the_beginning_is_told() {
            Answer answer = whole(
                    Operation.CHAT_COMPLETIONS,
                    "{\"id\":\"" + "é".repeat(5_000) + "\",\"model\":\"" + "m".repeat(10_000)
                            + "\",\"choices\":[{\"finish_reason\":\"" + "f".repeat(10_000) + "\"}]}");

            assertThat(answer.model()).hasValue("m".repeat(256));
            assertThat(answer.id()).hasValue("é".repeat(128));
            assertThat(answer.finishReasons()).containsExactly("f".repeat(64));
        }

        @Test
        void is_what_stands_where_a_name_belongs() {
            Answer answer = whole(
                    Operation.CHAT_COMPLETIONS,
                    "{\"id\":7,\"model\":{\"model\":\"m\"},\"system_fingerprint\":[\"f\"],\"service_tier\":true,"
                            + "\"choices\":[{\"finish_reason\":{\"finish_reason\":\"stop\"}}]}");

            assertThat(answer).isEqualTo(whole(Operation.CHAT_COMPLETIONS, "{}"));
        }
    }

    @Nested
    class an_answer_that_ends_too_early {

        @ParameterizedTest
        @EnumSource(Operation.class)
        void is_cut_short_when_it_is_a_stream_of_nothing(Operation operation) {
            AnswerReader reader = reader(operation, STREAM, null);
            feed(reader, "");

            assertThat(reader.isCutShort()).isTrue();
            assertThat(reader.chunks()).isZero();
            assertThat(reader.answer()).isEqualTo(whole(operation, ""));
        }

        @Test
        void is_cut_short_when_its_last_event_is_no_json() {
            AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, STREAM, null);
            feed(reader, "data: " + FIRST + "\n\ndata: {broken");

            assertThat(reader.isCutShort()).isTrue();
        }

        @Test
        void is_not_called_cut_short_when_it_is_no_stream() {
            AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, JSON, null);
            feed(reader, "{\"model\":\"m-1\",\"usage\":{\"prompt_tokens\":5,\"completion_tok");

            assertThat(reader.isStream()).isFalse();
            assertThat(reader.isCutShort()).isFalse();
            assertThat(reader.answer().model()).hasValue("m-1");
            assertThat(reader.answer().usage().input()).hasValue(5);
        }

        @Test
        void is_cut_short_when_it_ends_within_an_event() {
            String stream = "data: " + FIRST + "\n\n";
            for (int length = 0; length < stream.length(); length++) {
                AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, STREAM, null);
                feed(reader, stream.substring(0, length));
                assertThat(reader.isCutShort())
                        .as("after %d characters", length)
                        .isTrue();
                assertThat(reader.answer().failed()).isFalse();
            }
        }

        @Test
        void is_cut_short_when_its_gzip_is() {
            byte[] bytes = Gzip.of("data: " + FIRST + "\n\ndata: " + LAST + "\n\ndata: [DONE]\n\n");
            // The trailer of 8 bytes tells nothing that is of interest.
            for (int length = 0; length < bytes.length; length++) {
                AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, STREAM, "gzip");
                reader.read(Buffer.buffer(Arrays.copyOf(bytes, length)));
                reader.finish();
                if (length < bytes.length / 2) {
                    assertThat(reader.isCutShort()).as("after %d bytes", length).isTrue();
                } else if (length > bytes.length - 8) {
                    assertThat(reader.isCutShort()).as("after %d bytes", length).isFalse();
                }
                reader.close();
            }
        }
    }

    @Nested
    class gzip {

        @Test
        void that_is_none_tells_nothing_and_is_not_called_cut_short() {
            AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, STREAM, "gzip");
            feed(reader, "data: " + FIRST + "\n\n");

            assertThat(reader.answer()).isEqualTo(whole(Operation.CHAT_COMPLETIONS, "{}"));
            assertThat(reader.isCutShort()).isFalse();
            reader.close();
        }

        @Test
        void that_goes_bad_ends_the_telling() {
            byte[] good = Gzip.of("data: " + FIRST + "\n\n");
            AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, STREAM, "x-gzip");
            reader.read(Buffer.buffer(good).appendString("no more gzip"));
            reader.finish();

            assertThat(reader.answer().model()).hasValue("m-1");
            assertThat(reader.isCutShort()).isFalse();
            reader.close();
        }
    }

    @Nested
    class a_reader {

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void reads_the_bytes_of_a_buffer_wherever_it_holds_them(boolean inHeap) {
            byte[] text = "before {\"model\":\"m-1\"} behind".getBytes(UTF_8);
            ByteBuf bytes = inHeap ? Unpooled.buffer(64) : Unpooled.directBuffer(64);
            bytes.writeBytes(text);
            AnswerReader reader = reader(Operation.EMBEDDINGS, JSON, null);

            reader.read(BufferBytes.buffer(bytes.slice(7, 15)));
            reader.finish();
            bytes.release();

            assertThat(reader.model()).isEqualTo("m-1");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/json",
                    "Application/JSON; charset=utf-8",
                    "application/problem+json",
                    " application/json ",
                    "text/event-stream",
                    "text/event-stream;charset=utf-8",
                    "TEXT/EVENT-STREAM"
                })
        void is_there_for_json_and_event_streams(String type) {
            assertThat(AnswerReader.of(Operation.CHAT_COMPLETIONS, type, null, null))
                    .isPresent();
            assertThat(AnswerReader.isEventStream(type))
                    .isEqualTo(type.toLowerCase(Locale.ROOT).startsWith("text"));
        }

        @ParameterizedTest
        @NullSource
        @ValueSource(
                strings = {
                    "",
                    ";",
                    "text/html",
                    "text/plain",
                    "application/json",
                    "application/octet-stream",
                    "application/json, text/event-stream; charset=utf-8",
                    "json"
                })
        void sees_by_the_first_bytes_what_it_reads_whatever_is_said_of_it(String type) {
            String stream = "data: " + FIRST + "\n\n: x\n\ndata: " + USAGE + "\n\n";
            for (String before : List.of("", "\r\n", ": hello\n\n", "event: x\n", "id: 1\n", "retry: 10\n", "\uFEFF")) {
                byte[] bytes = (before + stream).getBytes(UTF_8);
                for (int cut = 0; cut <= before.length() + 8; cut++) {
                    AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, type, null);
                    reader.read(Buffer.buffer(Arrays.copyOf(bytes, cut)));
                    reader.read(Buffer.buffer(Arrays.copyOfRange(bytes, cut, bytes.length)));
                    reader.finish();
                    assertThat(reader.isStream())
                            .as("%s cut at %d", before, cut)
                            .isTrue();
                    assertThat(reader.answer().usage()).isEqualTo(used(5, 7));
                    assertThat(reader.isCutShort()).isTrue();
                }
            }
            AnswerReader json = reader(Operation.CHAT_COMPLETIONS, type, null);
            feed(json, "\n " + USAGE);
            assertThat(json.isStream()).isFalse();
            assertThat(json.answer().usage()).isEqualTo(used(5, 7));
        }

        @ParameterizedTest
        @NullSource
        @ValueSource(strings = {"text/plain", "application/json", "text/html"})
        void reads_nothing_of_what_is_neither(String type) {
            for (String text : List.of("<html>", "datax: {}", "dat", "identity", "error", "7", "\"data: \"", "")) {
                AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, type, null);
                feed(reader, text + "\n\ndata: " + FIRST + "\n\n");
                assertThat(reader.isStream()).as(text).isEqualTo(text.isEmpty());
                assertThat(reader.answer().model().isPresent()).as(text).isEqualTo(text.isEmpty());
                assertThat(reader.isCutShort()).as(text).isEqualTo(text.isEmpty());
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"br", "zstd", "deflate", "compress", "gzip, gzip", "gzip, br", "*", "unknown"})
        void is_not_there_for_encodings_that_are_not_known(String encoding) {
            assertThat(AnswerReader.of(Operation.CHAT_COMPLETIONS, STREAM, encoding, null))
                    .isEmpty();
        }

        @ParameterizedTest
        @NullSource
        @ValueSource(strings = {"identity", "Identity", " gzip ", "GZIP", "x-gzip"})
        void is_there_for_encodings_that_are(String encoding) {
            AnswerReader.of(Operation.CHAT_COMPLETIONS, STREAM, encoding, null)
                    .orElseThrow()
                    .close();
        }

        @ParameterizedTest
        @NullSource
        @ValueSource(strings = "gzip")
        void that_is_closed_keeps_what_it_knows_and_reads_no_more(String encoding) {
            AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, STREAM, encoding);
            String text = "data: " + FIRST + "\n\n";
            reader.read(encoding == null ? Buffer.buffer(text) : Buffer.buffer(Gzip.of(text)));
            Answer known = reader.answer();
            reader.close();
            reader.close();
            reader.read(Buffer.buffer("data: " + USAGE + "\n\n"));
            reader.finish();
            reader.close();

            assertThat(reader.answer()).isEqualTo(known);
            assertThat(known.model()).hasValue("m-1");
            assertThat(reader.isCutShort()).isFalse();
        }

        @Test
        void knows_who_answers_by_what_is_said_first_and_is_not_empty() {
            AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, STREAM, null);
            reader.read(Buffer.buffer("data: {\"id\":\"\",\"model\":\"\",\"system_fingerprint\":\"\"}\n\n"));
            assertThat(reader.model()).isEmpty();
            assertThat(reader.answer().id()).isEmpty();
            assertThat(reader.answer().model()).isEmpty();
            assertThat(reader.answer().systemFingerprint()).isEmpty();

            for (String name : List.of("1", "2")) {
                reader.read(Buffer.buffer("data: {\"id\":\"i" + name + "\",\"model\":\"m" + name
                        + "\",\"system_fingerprint\":\"f" + name + "\",\"service_tier\":\"t" + name + "\"}\n\n"));
            }
            assertThat(reader.model()).isEqualTo("m1");
            assertThat(reader.answer().id()).hasValue("i1");
            assertThat(reader.answer().model()).hasValue("m1");
            assertThat(reader.answer().systemFingerprint()).hasValue("f1");
            assertThat(reader.answer().serviceTier()).hasValue("t2");
        }

        @Test
        void that_has_finished_says_the_same_again() {
            AnswerReader reader = reader(Operation.CHAT_COMPLETIONS, STREAM, null);
            feed(reader, "data: " + FIRST + "\n\ndata: " + LAST);
            Answer answer = reader.answer();
            reader.finish();

            assertThat(reader.answer()).isEqualTo(answer);
            assertThat(reader.chunks()).isEqualTo(2);
        }
    }

    private static String usage(String input, String output) {
        return "{\"choices\":[],\"usage\":{\"prompt_tokens\":" + input + ",\"completion_tokens\":" + output + "}}";
    }

    private static TokenUsage used(long input, long output) {
        return new TokenUsage(
                OptionalLong.of(input),
                OptionalLong.of(output),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty());
    }

    private static String nested(int depth) {
        return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
    }

    private static Answer whole(Operation operation, String json) {
        AnswerReader reader = reader(operation, JSON, null);
        feed(reader, json);
        return reader.answer();
    }

    private static Answer streamed(Operation operation, String... events) {
        return read(operation, events).answer();
    }

    private static AnswerReader read(Operation operation, String... events) {
        AnswerReader reader = reader(operation, STREAM, null);
        feed(reader, Stream.of(events).map(event -> "data: " + event + "\n\n").collect(Collectors.joining()));
        return reader;
    }

    private static AnswerReader reader(Operation operation, String type, String encoding) {
        return AnswerReader.of(operation, type, encoding, null).orElseThrow();
    }

    private static void feed(AnswerReader reader, String text) {
        reader.read(Buffer.buffer(text));
        reader.finish();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", " \n\n"})
    void another_text_on_a_line_of_its_own_is_read_wherever_it_is_cut(String between) {
        byte[] answer = ("{\"id\":\n\"one\"}" + between + "{\"model\":\"m\"}\n").getBytes(UTF_8);
        for (int cut = 0; cut <= answer.length; cut++) {
            AnswerReader reader = AnswerReader.of(Operation.CHAT_COMPLETIONS, "application/json", null, null)
                    .orElseThrow();
            reader.read(Buffer.buffer(Arrays.copyOfRange(answer, 0, cut)));
            reader.read(Buffer.buffer(Arrays.copyOfRange(answer, cut, answer.length)));
            reader.finish();

            assertThat(reader.answer().id()).as("cut at %d", cut).hasValue("one");
            assertThat(reader.answer().model()).as("cut at %d", cut).hasValue("m");
        }
    }

    @Test
    void another_text_on_the_same_line_is_not_read_wherever_it_is_cut() {
        byte[] answer = "{\"id\":\"one\"}{\"id\":\"two\",\"model\":\"m\"}".getBytes(UTF_8);
        for (int cut = 1; cut < answer.length; cut++) {
            AnswerReader reader = AnswerReader.of(Operation.CHAT_COMPLETIONS, "application/json", null, null)
                    .orElseThrow();
            reader.read(Buffer.buffer(Arrays.copyOfRange(answer, 0, cut)));
            reader.read(Buffer.buffer(Arrays.copyOfRange(answer, cut, answer.length)));
            reader.finish();

            assertThat(reader.answer().model()).as("cut at %d", cut).isEmpty();
            assertThat(reader.answer().id()).as("cut at %d", cut).isNotEqualTo(Optional.of("two"));
        }
    }

    @Test
    void what_follows_a_whole_text_on_its_line_takes_nothing_from_it_wherever_it_is_cut() {
        byte[] answer = "{\"status\":\"failed\",\"error\":{\"code\":\"invalid_image\"}},\"more\":1}".getBytes(UTF_8);
        for (int cut = 0; cut < answer.length; cut++) {
            AnswerReader reader = AnswerReader.of(Operation.RESPONSES, "application/json", null, null)
                    .orElseThrow();
            reader.read(Buffer.buffer(Arrays.copyOfRange(answer, 0, cut)));
            reader.read(Buffer.buffer(Arrays.copyOfRange(answer, cut, answer.length)));
            reader.finish();

            assertThat(reader.answer().failed()).as("cut at %d", cut).isTrue();
            assertThat(reader.answer().errorCode()).as("cut at %d", cut).hasValue("invalid_image");
        }
    }
}
