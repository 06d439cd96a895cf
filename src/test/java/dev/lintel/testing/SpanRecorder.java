package dev.lintel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.telemetry.Instruments;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sees every span. Any thread may call. */
@Singleton
@Unremovable
public final class SpanRecorder implements Consumer<SpanData> {

    /** How a call ended. */
    public static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("lintel.outcome");

    /** What class of error it ended with. */
    public static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    /** Who made the error. */
    public static final AttributeKey<String> ERROR_SOURCE = AttributeKey.stringKey("lintel.error.source");

    private static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("gen_ai.operation.name");
    private static final AttributeKey<Long> STATUS_CODE = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> URL_FULL = AttributeKey.stringKey("url.full");

    private final Instance<Instruments> instruments;
    private final List<SpanData> ended = new ArrayList<>();
    private Instant cleared = Instant.now();
    private @Nullable SpanKind faulty;

    SpanRecorder(Instance<Instruments> instruments) {
        this.instruments = instruments;
    }

    @Override
    public synchronized void accept(SpanData span) {
        if (span.getKind() == faulty) {
            throw new IllegalStateException("a fault of telemetry's own: no span of this kind can be taken");
        }
        // A span that began before the last clearing belongs to another test.
        if (span.getStartEpochNanos() >= cleared.getEpochSecond() * 1_000_000_000L + cleared.getNano()) {
            ended.add(span);
        }
        notifyAll();
    }

    /** From now on whoever makes a span of this kind gets an exception. Until {@link #clear}. */
    public synchronized void failOn(SpanKind kind) {
        faulty = kind;
    }

    /** Forgets all spans, and fails no more. */
    public synchronized void clear() {
        faulty = null;
        ended.clear();
        cleared = Instant.now();
    }

    /** All spans, in the order of their ends, once no call is under way; fails when one ended twice. */
    public synchronized List<SpanData> awaitAll() {
        Patience.await(this, "the end of all calls", () -> instruments.get().active() == 0);
        assertThat(ended).extracting(SpanData::getSpanId).as("spans that ended").doesNotHaveDuplicates();
        return List.copyOf(ended);
    }

    /** Waits until this many SERVER spans have ended, each of a call that was made, and no more. */
    public synchronized void awaitServers(int count) {
        Patience.await(this, count + " SERVER spans", () -> countServers() >= count);
        assertThat(countServers()).as("SERVER spans").isEqualTo(count);
    }

    private long countServers() {
        return ended.stream().filter(span -> span.getKind() == SpanKind.SERVER).count();
    }

    /** The SERVER span of the one call that was made. */
    public SpanData server() {
        List<SpanData> servers = servers();
        assertThat(servers).as("SERVER spans").hasSize(1);
        return servers.get(0);
    }

    /** The SERVER spans of all calls. */
    public List<SpanData> servers() {
        return awaitAll().stream()
                .filter(span -> span.getKind() == SpanKind.SERVER)
                .toList();
    }

    /** The spans of all attempts. */
    public List<SpanData> attempts() {
        return awaitAll().stream()
                .filter(span -> span.getKind() == SpanKind.CLIENT
                        && span.getAttributes().get(URL_FULL) != null)
                .toList();
    }

    /** The spans of what is asked of models. */
    public List<SpanData> inferences() {
        return awaitAll().stream()
                .filter(span -> span.getAttributes().get(OPERATION_NAME) != null)
                .toList();
    }

    /** The one call that was made, at one attempt, was completed with {@code status}, below 400. */
    public void assertCompleted(int status) {
        assertEach("completed", StatusCode.UNSET, null);
        for (SpanData span : serverAndAttempt()) {
            assertThat(span.getAttributes().get(STATUS_CODE)).isEqualTo(status);
        }
    }

    /** The client of the one call that was made left: no error. */
    public void assertCancelled() {
        assertEach("cancelled", StatusCode.UNSET, null);
    }

    /** The one call that was made got no answer from its provider, and its client an error of status {@code status}. */
    public void assertUnanswered(int status) {
        List<SpanData> spans = serverAndAttempt();
        assertThat(spans.get(0).getAttributes().get(STATUS_CODE)).isEqualTo(status);
        String errorType = spans.get(1).getAttributes().get(ERROR_TYPE);
        assertThat(errorType).isNotBlank();
        assertEnding(spans.get(0), "failed", StatusCode.ERROR, errorType);
        assertEnding(spans.get(1), "failed", StatusCode.ERROR, errorType);
        inferences().forEach(span -> assertEnding(span, "failed", StatusCode.ERROR, errorType));
    }

    /** The answer to the one call that was made broke off in the middle, for the reason {@code errorType}. */
    public void assertBroken(String errorType) {
        assertEach("failed", StatusCode.ERROR, errorType);
        for (SpanData span : serverAndAttempt()) {
            assertThat(span.getAttributes().get(STATUS_CODE)).isEqualTo(200);
        }
    }

    /** The one call that was made was refused with {@code status}, below 500, and no provider was asked. */
    public void assertRefused(int status) {
        assertThat(attempts()).isEmpty();
        String errorType = server().getAttributes().get(ERROR_TYPE);
        assertThat(errorType).isNotBlank().isNotEqualTo(String.valueOf(status));
        assertEnding(server(), "completed", StatusCode.UNSET, errorType);
        assertThat(server().getAttributes().get(ERROR_SOURCE)).isEqualTo("client");
        assertThat(server().getAttributes().get(STATUS_CODE)).isEqualTo(status);
    }

    /** The one call that was made was answered with {@code status}, which is no error, and no provider was asked. */
    public void assertAnsweredHere(int status) {
        assertThat(attempts()).isEmpty();
        assertEnding(server(), "completed", StatusCode.UNSET, null);
        assertThat(server().getAttributes().get(ERROR_SOURCE)).isNull();
        assertThat(server().getAttributes().get(STATUS_CODE)).isEqualTo(status);
    }

    private void assertEach(String outcome, StatusCode status, @Nullable String errorType) {
        assertThat(inferences()).as("GenAI spans").hasSizeLessThan(2);
        serverAndAttempt().forEach(span -> assertEnding(span, outcome, status, errorType));
        inferences().forEach(span -> assertEnding(span, outcome, status, errorType));
    }

    private List<SpanData> serverAndAttempt() {
        List<SpanData> attempts = attempts();
        assertThat(attempts).as("attempts").hasSize(1);
        return List.of(server(), attempts.get(0));
    }

    private static void assertEnding(SpanData span, String outcome, StatusCode status, @Nullable String errorType) {
        assertThat(span.getAttributes().get(OUTCOME))
                .as("lintel.outcome of %s", span)
                .isEqualTo(outcome);
        assertThat(span.getStatus().getStatusCode()).as("status of %s", span).isEqualTo(status);
        assertThat(span.getAttributes().get(ERROR_TYPE))
                .as("error.type of %s", span)
                .isEqualTo(errorType);
        assertThat(span.getAttributes().get(ERROR_SOURCE) == null)
                .as("no lintel.error.source of %s", span)
                .isEqualTo(errorType == null);
    }
}
