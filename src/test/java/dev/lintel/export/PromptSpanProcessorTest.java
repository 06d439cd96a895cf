package dev.lintel.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** When spans are exported with each response. */
final class PromptSpanProcessorTest {

    private final SpanCounts counts = new SpanCounts();
    private final HeldFlushes flushes = new HeldFlushes();
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final SdkTracerProvider tracing = SdkTracerProvider.builder()
            .addSpanProcessor(new PromptSpanProcessor(flushes, counts, later::add))
            .build();

    @Test
    void an_export_begins_when_a_call_has_ended_and_not_with_its_attempts() {
        end(SpanKind.CLIENT);
        assertThat(flushes.begun).isEmpty();
        end(SpanKind.SERVER);
        assertThat(flushes.begun).hasSize(1);
    }

    @Test
    void calls_that_end_during_an_export_share_the_next_one() {
        end(SpanKind.SERVER);
        counts.send(1);
        end(SpanKind.SERVER);
        end(SpanKind.SERVER);
        assertThat(flushes.begun).hasSize(1);

        flushes.begun.get(0).succeed();
        later.remove().run();
        assertThat(flushes.begun).hasSize(2);
        counts.send(2);
        flushes.begun.get(1).succeed();
        assertThat(later).isEmpty();
        end(SpanKind.SERVER);
        assertThat(flushes.begun).hasSize(3);
    }

    private void end(SpanKind kind) {
        tracing.get("test").spanBuilder("span").setSpanKind(kind).startSpan().end();
    }

    /** Lets spans wait, and flushes when the test says so. */
    private final class HeldFlushes implements SpanProcessor {

        private final List<CompletableResultCode> begun = new ArrayList<>();

        @Override
        public void onStart(Context parent, ReadWriteSpan span) {
            // Only what has ended counts.
        }

        @Override
        public boolean isStartRequired() {
            return false;
        }

        @Override
        public void onEnd(ReadableSpan span) {
            counts.admit(100);
        }

        @Override
        public boolean isEndRequired() {
            return true;
        }

        @Override
        public CompletableResultCode forceFlush() {
            CompletableResultCode flush = new CompletableResultCode();
            begun.add(flush);
            return flush;
        }
    }
}
