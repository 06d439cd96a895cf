package dev.lintel.openai.socket;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.lintel.http.BufferBytes;
import dev.lintel.openai.json.JsonValue;
import dev.lintel.openai.request.Splice;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One event that a client sends: what it is, and what its {@code client_metadata} says of who sends it, as Codex writes it. Of a
 * message that is no JSON object nothing is known.
 *
 * @param type what it is; empty where that is not said
 * @param session {@code session_id}; null for none
 * @param thread {@code thread_id}; null for none
 * @param turn {@code x-codex-turn-metadata}, a JSON text as in the header field of that name; null for none
 * @param traceparent {@code ws_request_header_traceparent}, where it stands; null for none
 * @param tracestate {@code ws_request_header_tracestate}, likewise
 */
public record ClientEvent(
        String type,
        @Nullable String session,
        @Nullable String thread,
        @Nullable String turn,
        @Nullable Member traceparent,
        @Nullable Member tracestate) {

    /** One that says nothing. */
    public static final ClientEvent NONE = new ClientEvent("", null, null, null, null, null);

    private static final String CREATE = "response.create";
    private static final int MOST_OF_A_TEXT = 16 * 1024;

    /**
     * A text in the message.
     *
     * @param start offset of its opening quote
     * @param end offset just behind its closing quote
     */
    public record Member(String value, int start, int end) {

        /** What has it say something else. */
        public Splice to(String other) {
            return new Splice(
                    start, end, '"' + new String(JsonStringEncoder.getInstance().quoteAsString(other)) + '"');
        }
    }

    /** Reads a whole message. */
    public static ClientEvent read(Buffer message) {
        ByteBuf bytes = BufferBytes.of(message);
        byte[] array = bytes.hasArray() ? bytes.array() : message.getBytes();
        int from = bytes.hasArray() ? bytes.arrayOffset() + bytes.readerIndex() : 0;
        Reader reader = new Reader();
        try (JsonParser json = JsonValue.JSON.createParser(array, from, bytes.readableBytes())) {
            reader.read(json);
        } catch (IOException e) {
            // Whose business it is to answer that is the provider.
            return NONE;
        }
        return reader.event();
    }

    /** Whether a turn begins with it. */
    public boolean beginsTurn() {
        return type.equals(CREATE);
    }

    /** The session that it is of; null where it names none. */
    public @Nullable String conversation() {
        return session == null ? thread : session;
    }

    /** One pass over one message. */
    private static final class Reader {

        private String type = "";
        private @Nullable Member session;
        private @Nullable Member thread;
        private @Nullable Member turn;
        private @Nullable Member traceparent;
        private @Nullable Member tracestate;

        void read(JsonParser json) throws IOException {
            boolean utf8 = json.nextToken() == JsonToken.START_OBJECT
                    && json.currentTokenLocation().getByteOffset() >= 0;
            while (utf8 && json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("type") && value == JsonToken.VALUE_STRING && json.getTextLength() <= MOST_OF_A_TEXT) {
                    type = json.getText();
                } else if (name.equals("client_metadata") && value == JsonToken.START_OBJECT) {
                    readMetadata(json);
                }
                json.skipChildren();
            }
        }

        private void readMetadata(JsonParser json) throws IOException {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "session_id" -> session = member(json);
                    case "thread_id" -> thread = member(json);
                    case "x-codex-turn-metadata" -> turn = member(json);
                    case "ws_request_header_traceparent" -> traceparent = member(json);
                    case "ws_request_header_tracestate" -> tracestate = member(json);
                    default -> json.skipChildren();
                }
                json.skipChildren();
            }
        }

        private static @Nullable Member member(JsonParser json) throws IOException {
            if (json.currentToken() != JsonToken.VALUE_STRING || json.getTextLength() > MOST_OF_A_TEXT) {
                return null;
            }
            int start = (int) json.currentTokenLocation().getByteOffset();
            String value = json.getText();
            return new Member(value, start, (int) json.currentLocation().getByteOffset());
        }

        ClientEvent event() {
            return new ClientEvent(type, value(session), value(thread), value(turn), traceparent, tracestate);
        }

        private static @Nullable String value(@Nullable Member member) {
            return member == null || member.value().isBlank() ? null : member.value();
        }
    }
}
