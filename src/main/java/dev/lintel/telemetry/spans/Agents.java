package dev.lintel.telemetry.spans;

import dev.lintel.openai.json.JsonValue;
import dev.lintel.telemetry.convention.HttpAttributes;
import dev.lintel.telemetry.convention.SafeText;
import io.opentelemetry.api.common.AttributeKey;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Which of a caller's agents makes a call, as coding agents say it in headers: Claude Code in several, Codex as JSON in one. */
final class Agents {

    private static final String CLAUDE = "x-claude-code-";
    private static final String CODEX = "x-codex-turn-metadata";
    private static final int MAX_LENGTH = 256;
    private static final int MAX_METADATA = 16 * 1024;

    private Agents() {}

    /** Puts in what a request with these headers says. */
    static void describe(MultiMap headers, SpanAttributes attributes) {
        String codex = headers.get(CODEX);
        JsonValue turn =
                codex == null || codex.length() > MAX_METADATA ? null : JsonValue.outline(Buffer.buffer(codex));
        put(HttpAttributes.LINTEL_AGENT_ID, headers.get(CLAUDE + "agent-id"), turn, "thread_id", attributes);
        put(
                HttpAttributes.LINTEL_AGENT_PARENT_ID,
                headers.get(CLAUDE + "parent-agent-id"),
                turn,
                "parent_thread_id",
                attributes);
        put(HttpAttributes.LINTEL_AGENT_TYPE, headers.get(CLAUDE + "agent-type"), turn, "subagent_kind", attributes);
        put(
                HttpAttributes.LINTEL_REQUEST_CLASS,
                headers.get(CLAUDE + "request-class"),
                turn,
                "request_kind",
                attributes);
    }

    private static void put(
            AttributeKey<String> key,
            @Nullable String header,
            @Nullable JsonValue turn,
            String member,
            SpanAttributes attributes) {
        String said = header;
        if (said == null && turn != null) {
            said = turn.at(member).string().beginning(MAX_LENGTH);
        }
        if (said != null && !said.isBlank()) {
            attributes.put(key, SafeText.of(said));
        }
    }
}
