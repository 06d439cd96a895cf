package dev.lintel.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Patience;
import io.vertx.core.json.JsonObject;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client on a WebSocket, and what it receives: messages as they came, then {@code closed} with a code, or {@code broken}. */
final class ReceivedMessages implements WebSocket.Listener, AutoCloseable {

    @Nullable
    WebSocket socket;

    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final StringBuilder message = new StringBuilder();

    void send(String text) {
        socket.sendText(text, true)
                .orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    void send(byte[] bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true)
                .orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    String next() {
        try {
            String next = received.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(next).as("what has been received").isNotNull();
            return next;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The events of one turn, up to its last one. */
    List<JsonObject> turn() {
        List<JsonObject> events = new ArrayList<>();
        do {
            events.add(new JsonObject(next()));
        } while (!List.of("response.completed", "error")
                .contains(events.get(events.size() - 1).getString("type")));
        return events;
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
        message.append(text);
        if (last) {
            received.add(message.toString());
            message.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        received.add("closed " + code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable fault) {
        received.add("broken");
    }

    @Override
    public void close() {
        socket.abort();
    }
}
