package dev.lintel.telemetry.disabled;

import dev.lintel.callers.prices.Prices;
import dev.lintel.http.ErrorType;
import dev.lintel.openai.answer.Answer;
import dev.lintel.openai.answer.AnswerReader;
import dev.lintel.providers.Provider;
import dev.lintel.telemetry.call.Attempt;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.telemetry.call.CallUsage;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.trace.CallTrace;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** Hears only what an answer says of its usage, where telemetry is switched off. All else passes as if nobody listened. */
public final class UsageTelemetry implements CallTelemetry {

    private final Prices prices;
    private final long begunNanos = System.nanoTime();
    private @Nullable Inference asked;
    private @Nullable AnswerReader reader;
    private CallUsage usage = CallUsage.UNKNOWN;

    /**
     * Of one call.
     *
     * @param prices by which it is charged
     */
    public UsageTelemetry(Prices prices) {
        this.prices = prices;
    }

    @Override
    public void identified(String caller) {
        // Nobody is told.
    }

    @Override
    public void routed(String route) {
        // Nobody is told.
    }

    @Override
    public Future<?> read(@Nullable Inference inference, Buffer json, long waitedNanos) {
        asked = inference;
        return Future.succeededFuture();
    }

    @Override
    public void skipped(Provider provider) {
        // Nobody is told.
    }

    @Override
    public Attempt sent(Provider provider, String target, @Nullable Inference inference) {
        asked = inference;
        return NoTelemetry.INSTANCE.sent(provider, target, inference);
    }

    @Override
    public void inject(Attempt attempt, HttpVersion version, MultiMap headers) {
        // The caller's trace headers pass as they are.
    }

    @Override
    public void answered(Attempt attempt, int status, MultiMap headers) {
        // Nobody is told.
    }

    @Override
    public void attemptEnded(Attempt attempt, Ending ending) {
        // Nobody is told.
    }

    @Override
    public void relayed(int status, MultiMap headers) {
        if (asked != null) {
            reader = AnswerReader.of(
                            asked.operation(),
                            headers.get(HttpHeaders.CONTENT_TYPE),
                            headers.get(HttpHeaders.CONTENT_ENCODING),
                            null)
                    .orElse(null);
        }
    }

    @Override
    public void lasts(MultiMap request) {
        request.clear();
    }

    @Override
    public void piece(Buffer piece) {
        if (reader != null) {
            reader.read(piece);
        }
    }

    @Override
    public void passed(long nanos) {
        // Nobody is told.
    }

    @Override
    public void refused(ErrorType error) {
        // Nobody is told.
    }

    @Override
    public void describe(HttpServerResponse response) {
        // There is no trace.
    }

    @Override
    public void ended(int status, Ending ending) {
        AnswerReader read = reader;
        if (read != null) {
            read.finish();
            Answer answer = read.answer();
            usage = CallUsage.of(
                    answer.usage(),
                    asked == null ? 0 : asked.cost(answer, prices, begunNanos).orElse(0));
            read.close();
        }
    }

    @Override
    public CallUsage usage() {
        return usage;
    }

    @Override
    public @Nullable CallTrace trace() {
        return null;
    }
}
