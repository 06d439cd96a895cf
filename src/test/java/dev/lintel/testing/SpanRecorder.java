package dev.lintel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.arc.Unremovable;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sees every span start and end. Any thread may call. */
@Singleton
@Unremovable
public final class SpanRecorder implements SpanProcessor {

    /** How a call ended. */
    public static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("lintel.outcome");

    /** What class of error it ended with. */
    public static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");

    private static final AttributeKey<String> OPERATION_NAME = AttributeKey.stringKey("gen_ai.operation.name");
    private static final AttributeKey<Long> STATUS_CODE = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> URL_FULL = AttributeKey.stringKey("url.full");

    // The SDK ignores what is done to a span after its end, and says so here.
    private static final Logger SDK_SPAN = Logger.getLogger("io.opentelemetry.sdk.trace.SdkSpan");

    private final Set<String> open = new HashSet<>();
    private final List<SpanData> ended = new ArrayList<>();
    private final List<String> late = new ArrayList<>();
    private final Handler lateUse = new LateUse();

    @PostConstruct
    void listen() {
        SDK_SPAN.setLevel(Level.FINE);
        SDK_SPAN.addHandler(lateUse);
    }

    @PreDestroy
    void stopListening() {
        SDK_SPAN.removeHandler(lateUse);
        SDK_SPAN.setLevel(null);
    }

    @Override
    public synchronized void onStart(Context parent, ReadWriteSpan span) {
        open.add(span.getSpanContext().getSpanId());
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public synchronized void onEnd(ReadableSpan span) {
        // A span that was started before the last clearing belongs to another test.
        if (open.remove(span.getSpanContext().getSpanId())) {
            ended.add(span.toSpanData());
        }
        notifyAll();
    }

    @Override
    public boolean isEndRequired() {
        return true;
    }

    /** Forgets all spans. */
    public synchronized void clear() {
        open.clear();
        ended.clear();
        late.clear();
    }

    /** All spans, in the order of their ends, once each has ended; fails when one ended twice or was touched later. */
    public synchronized List<SpanData> awaitAll() {
        Patience.await(this, "the end of " + open.size() + " spans", open::isEmpty);
        assertThat(late).as("what was done to spans after their end").isEmpty();
        return List.copyOf(ended);
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
        assertEnding(spans.get(0), "failed", StatusCode.ERROR, String.valueOf(status));
        assertThat(spans.get(0).getAttributes().get(STATUS_CODE)).isEqualTo(status);
        String errorType = spans.get(1).getAttributes().get(ERROR_TYPE);
        assertThat(errorType).isNotBlank();
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
        assertEnding(server(), "completed", StatusCode.UNSET, null);
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
    }

    private final class LateUse extends Handler {

        @Override
        public void publish(LogRecord entry) {
            synchronized (SpanRecorder.this) {
                late.add(entry.getMessage());
            }
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is held open.
        }
    }
}
