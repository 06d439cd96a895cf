package dev.lintel.telemetry.spans;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which session and which agent a call is of, as coding agents say it without being configured, and how its provider calls it. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class WhoAskedTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final String PLAIN = "{\"model\":\"gpt-4o\"}";
    private static final String CONVERSATION = "gen_ai.conversation.id";

    @Nested
    class the_agent {

        @Test
        void of_claude_code_is_named_in_headers() {
            call(CHAT, """
                    x-claude-code-session-id: session-1
                    x-claude-code-agent-id: agent-2
                    x-claude-code-parent-agent-id: agent-1
                    x-claude-code-agent-type: Explore
                    x-claude-code-request-class: main
                    """, PLAIN);

            assertAgent(Map.of(
                    CONVERSATION,
                    "session-1",
                    "lintel.agent.id",
                    "agent-2",
                    "lintel.agent.parent_id",
                    "agent-1",
                    "lintel.agent.type",
                    "Explore",
                    "lintel.request.class",
                    "main"));
        }

        @Test
        void of_codex_is_named_in_the_metadata_of_its_turn() {
            call(CHAT, """
                    session-id: session-1
                    thread-id: thread-2
                    x-codex-turn-metadata: {"session_id":"session-1","thread_id":"thread-2","turn_id":"turn-3",\
                    "parent_thread_id":"thread-1","subagent_kind":"thread_spawn","request_kind":"turn","workspaces":{"/a":{}}}
                    """, PLAIN);

            assertAgent(Map.of(
                    CONVERSATION,
                    "session-1",
                    "lintel.agent.id",
                    "thread-2",
                    "lintel.agent.parent_id",
                    "thread-1",
                    "lintel.agent.type",
                    "thread_spawn",
                    "lintel.request.class",
                    "turn"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "x-codex-turn-metadata: no JSON",
                    "x-codex-turn-metadata: {\"thread_id\":\"",
                    "x-codex-turn-metadata: {\"thread_id\":5,\"request_kind\":{\"a\":\"b\"}}",
                    "x-codex-turn-metadata: [\"thread_id\",\"a\"]",
                    "x-codex-turn-metadata: \"thread_id\"",
                    "x-claude-code-agent-id: ",
                    "x-other: 1"
                })
        void is_none_where_none_is_named(String header) {
            call(CHAT, header + "\n", PLAIN);

            assertThat(spans.awaitAll())
                    .hasSize(3)
                    .noneMatch(span -> attributes(span).toString().contains("lintel.agent")
                            || attributes(span).containsKey("lintel.request.class"));
        }

        @Test
        void has_a_name_of_bounded_length() {
            call(
                    CHAT,
                    "x-claude-code-agent-id: " + "a".repeat(10_000) + "\nx-codex-turn-metadata: {\"request_kind\":\""
                            + "k".repeat(10_000) + "\"}\n",
                    PLAIN);

            assertThat(attributes(spans.server()))
                    .containsEntry("lintel.agent.id", "a".repeat(256))
                    .containsEntry("lintel.request.class", "k".repeat(256));
        }

        @Test
        void has_a_name_of_one_line() {
            call(CHAT, "x-codex-turn-metadata: {\"thread_id\":\"a\\nb\\u001bc\"}\n", PLAIN);

            assertThat(attributes(spans.server())).containsEntry("lintel.agent.id", "a\uFFFDb\uFFFDc");
        }

        private void assertAgent(Map<String, String> expected) {
            assertThat(attributes(spans.server())).containsAllEntriesOf(expected);
            assertThat(attributes(spans.inferences().get(0))).containsAllEntriesOf(expected);
            assertThat(attributes(spans.attempts().get(0)))
                    .containsEntry(CONVERSATION, expected.get(CONVERSATION))
                    .doesNotContainKeys("lintel.agent.id", "lintel.agent.parent_id", "lintel.request.class");
        }
    }

    @Nested
    class the_conversation {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                        user_1f_account_2e_session_5a1c-3d | 5a1c-3d
                        {\\"device_id\\":\\"1f\\",\\"account_uuid\\":\\"\\",\\"session_id\\":\\"5a1c-3d\\"} | 5a1c-3d
                        user_session_of_session_5a1c | 5a1c
                        """)
        void is_the_session_in_the_user_of_messages(String user, String session) {
            call("/v1/messages", "", "{\"model\":\"gpt-4o\",\"metadata\":{\"user_id\":\"" + user + "\"}}");

            assertThat(attributes(spans.inferences().get(0))).containsEntry(CONVERSATION, session);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"user_id\":\"u-1\"}",
                    "{\"user_id\":\"{\\\"session_id\\\":5}\"}",
                    "{\"user_id\":\"{\\\"session_id\\\":\"}",
                    "{\"user_id\":\"user_1_session_\"}",
                    "{\"user_id\":5}",
                    "\"user_1_session_2\"",
                    "null"
                })
        void is_none_of_another_user(String metadata) {
            call("/v1/messages", "", "{\"model\":\"gpt-4o\",\"metadata\":" + metadata + "}");

            assertThat(attributes(spans.inferences().get(0))).doesNotContainKey(CONVERSATION);
        }

        @Test
        void is_none_of_the_metadata_of_others() {
            call(CHAT, "", "{\"model\":\"gpt-4o\",\"metadata\":{\"user_id\":\"user_1_session_2\"}}");

            assertThat(attributes(spans.inferences().get(0))).doesNotContainKey(CONVERSATION);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                        `x-session-id: 1\nthread-id: 4\n` | 1
                        `conversation-id: 1\nthread-id: 4\n` | 1
                        `thread-id: 4\n` | 2
                        """)
        void is_that_of_a_configured_header_first(String headers, String expected) {
            call(
                    "/v1/messages",
                    headers,
                    "{\"model\":\"gpt-4o\",\"conversation\":\"2\",\"metadata\":{\"user_id\":\"user_1_session_3\"}}");

            assertThat(attributes(spans.inferences().get(0))).containsEntry(CONVERSATION, expected);
        }

        @Test
        void is_the_thread_of_codex_last() {
            call(CHAT, "thread-id: 4\n", PLAIN);

            assertThat(attributes(spans.inferences().get(0))).containsEntry(CONVERSATION, "4");
        }

        @Test
        void has_a_name_of_bounded_length() {
            call(CHAT, "x-session-id: " + "s".repeat(10_000) + "\n", PLAIN);

            assertThat(spans.awaitAll())
                    .hasSize(3)
                    .allSatisfy(span -> assertThat(attributes(span)).containsEntry(CONVERSATION, "s".repeat(256)));
        }
    }

    @Nested
    class the_request {

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                        x-request-id: req_1 | req_1
                        Request-Id: req_2 | req_2
                        `request-id: req_2\nX-Request-Id: req_1` | req_1
                        """)
        void has_the_providers_name_for_it_on_the_attempt(String fields, String expected) {
            answered(fields + "\n");

            assertThat(attributes(spans.attempts().get(0))).containsEntry("lintel.provider.request_id", expected);
            assertThat(attributes(spans.server())).doesNotContainKey("lintel.provider.request_id");
            assertThat(attributes(spans.inferences().get(0))).doesNotContainKey("lintel.provider.request_id");
        }

        @Test
        void has_none_where_the_provider_has_none() {
            answered("x-other: 1\n");

            assertThat(attributes(spans.attempts().get(0))).doesNotContainKey("lintel.provider.request_id");
        }

        @Test
        void has_one_of_bounded_length() {
            answered("x-request-id: " + "r".repeat(5_000) + "\n");

            assertThat(attributes(spans.attempts().get(0)))
                    .containsEntry("lintel.provider.request_id", "r".repeat(256));
        }

        private void answered(String fields) {
            try (RawClient client = RawClient.connect(lintel).post(CHAT, PLAIN)) {
                Exchange exchange = upstream.next();
                exchange.content();
                exchange.end("HTTP/1.1 200 OK\r\n" + fields.replace("\n", "\r\n") + "content-length: 0\r\n\r\n");
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
        }
    }

    private void call(String path, String headerLines, String json) {
        try (RawClient client = RawClient.connect(lintel).post(path, headerLines.replace("\n", "\r\n"), json)) {
            upstream.next().answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    private static Map<String, Object> attributes(SpanData span) {
        Map<String, Object> attributes = new TreeMap<>();
        span.getAttributes().forEach((AttributeKey<?> key, Object value) -> attributes.put(key.getKey(), value));
        return attributes;
    }
}
