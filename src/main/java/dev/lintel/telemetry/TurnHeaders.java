package dev.lintel.telemetry;

import dev.lintel.openai.socket.ClientEvent;
import dev.lintel.openai.socket.ClientEvent.Member;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/** What a turn on a WebSocket says, as the header fields of a request say it. */
final class TurnHeaders {

    private TurnHeaders() {}

    /** The fields of the request that has opened the socket, and those that the turn has in their place. */
    static MultiMap of(MultiMap opening, ClientEvent asked) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().addAll(opening);
        set(headers, "session-id", asked.session());
        set(headers, "thread-id", asked.thread());
        set(headers, "x-codex-turn-metadata", asked.turn());
        return headers;
    }

    /** Where the turn's caller is in its trace, if it says so. */
    static MultiMap ofTrace(ClientEvent asked) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        set(headers, "traceparent", value(asked.traceparent()));
        set(headers, "tracestate", value(asked.tracestate()));
        return headers;
    }

    private static @Nullable String value(@Nullable Member member) {
        return member == null ? null : member.value();
    }

    private static void set(MultiMap headers, String name, @Nullable String value) {
        if (value != null) {
            headers.set(name, value);
        }
    }
}
