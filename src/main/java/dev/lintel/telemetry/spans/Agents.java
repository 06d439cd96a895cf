package dev.lintel.telemetry.spans;

import dev.lintel.openai.json.JsonValue;
import dev.lintel.telemetry.convention.HttpAttributes;
import dev.lintel.telemetry.convention.SafeText;
import io.opentelemetry.api.common.AttributeKey;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Which of a caller's agents makes a call, as coding agents say it in headers: Claude Code in several, Codex as JSON in one.
 *
 * @param id null where nobody says it, as the others
 */
record Agents(
        @Nullable String id,
        @Nullable String parentId,
        @Nullable String type,
        @Nullable String requestClass) {

    private static final String CLAUDE = "x-claude-code-";
    private static final CharSequence ID = HttpHeaders.createOptimized(CLAUDE + "agent-id");
    private static final CharSequence PARENT_ID = HttpHeaders.createOptimized(CLAUDE + "parent-agent-id");
    private static final CharSequence TYPE = HttpHeaders.createOptimized(CLAUDE + "agent-type");
    private static final CharSequence REQUEST_CLASS = HttpHeaders.createOptimized(CLAUDE + "request-class");
    private static final CharSequence CODEX = HttpHeaders.createOptimized("x-codex-turn-metadata");
    private static final int MAX_LENGTH = 256;
    private static final int MAX_METADATA = 16 * 1024;

    /** Whether it is the name of a header that says any of it. */
    static boolean mayShow(String name) {
        return name.equalsIgnoreCase(CODEX.toString()) || name.regionMatches(true, 0, CLAUDE, 0, CLAUDE.length());
    }

    /** What a request with these headers says. */
    static Agents of(MultiMap headers) {
        String codex = headers.get(CODEX);
        JsonValue turn =
                codex == null || codex.length() > MAX_METADATA ? null : JsonValue.outline(Buffer.buffer(codex));
        return new Agents(
                text(headers.get(ID), turn, "thread_id"),
                text(headers.get(PARENT_ID), turn, "parent_thread_id"),
                text(headers.get(TYPE), turn, "subagent_kind"),
                text(headers.get(REQUEST_CLASS), turn, "request_kind"));
    }

    private static @Nullable String text(@Nullable String header, @Nullable JsonValue turn, String member) {
        String said = header;
        if (said == null && turn != null) {
            said = turn.at(member).string().beginning(MAX_LENGTH);
        }
        return said == null || said.isBlank() ? null : SafeText.of(said);
    }

    /** Puts it in. */
    void describe(SpanAttributes attributes) {
        put(HttpAttributes.LINTEL_AGENT_ID, id, attributes);
        put(HttpAttributes.LINTEL_AGENT_PARENT_ID, parentId, attributes);
        put(HttpAttributes.LINTEL_AGENT_TYPE, type, attributes);
        put(HttpAttributes.LINTEL_REQUEST_CLASS, requestClass, attributes);
    }

    private static void put(AttributeKey<String> key, @Nullable String said, SpanAttributes attributes) {
        if (said != null) {
            attributes.put(key, said);
        }
    }
}
