package dev.lintel.demo;

import dev.lintel.demo.answer.Answer;
import dev.lintel.demo.answer.Endpoint;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request and its answer, which comes as late, as slow or as broken as the request wants it. On its event loop. */
final class Turn {

    private static final long FIRST_PIECE_MILLIS = 120;
    private static final long NEXT_PIECE_MILLIS = 25;

    private final Vertx vertx;
    private final Endpoint endpoint;
    private final JsonObject request;
    private final DemoInstruction instruction;
    private final AnswerSink sink;
    private long timer;

    /** A turn whose client has sent {@code header} as {@code x-demo}; null if it has not. */
    Turn(Vertx vertx, Endpoint endpoint, JsonObject request, @Nullable String header, AnswerSink sink) {
        this.vertx = vertx;
        this.endpoint = endpoint;
        this.request = request;
        this.instruction = DemoInstruction.of(header, endpoint.prompt(request));
        this.sink = sink;
    }

    void start() {
        long delay = FIRST_PIECE_MILLIS + instruction.delay().toMillis();
        timer = vertx.setTimer(delay, waited -> answer());
    }

    /** Ends it because its client is gone. */
    void cancel() {
        vertx.cancelTimer(timer);
    }

    private void answer() {
        if (instruction.status() != 0) {
            fail(instruction.status(), "You asked the demo provider to fail.");
            return;
        }
        Answer answer;
        try {
            answer = endpoint.answer(request, instruction.call());
        } catch (IllegalArgumentException e) {
            fail(400, String.valueOf(e.getMessage()));
            return;
        }
        List<JsonObject> events = Boolean.TRUE.equals(request.getValue("stream")) ? answer.events() : List.of();
        if (!events.isEmpty()) {
            stream(events, 0, answer.end());
        } else if (instruction.breakAfter() >= 0) {
            sink.drop();
        } else {
            sink.answer(200, answer.whole());
        }
    }

    private void fail(int status, String message) {
        sink.answer(status, endpoint.error(status, message));
    }

    private void stream(List<JsonObject> events, int next, String end) {
        if (next == instruction.breakAfter()) {
            sink.drop();
            return;
        }
        if (next == events.size()) {
            sink.end(end);
            return;
        }
        sink.send(events.get(next));
        timer = vertx.setTimer(NEXT_PIECE_MILLIS, waited -> stream(events, next + 1, end));
    }
}
