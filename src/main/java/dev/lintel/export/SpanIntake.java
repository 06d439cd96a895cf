package dev.lintel.export;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.arc.Unremovable;
import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where the spans of calls come in that are to be exported. */
@Unremovable
@Singleton
final class SpanIntake implements Consumer<SpanData> {

    private final SpanProcessor processor;

    SpanIntake(@Identifier("otlp") SpanProcessor processor) {
        this.processor = processor;
    }

    @Override
    public void accept(SpanData ended) {
        processor.onEnd(new Ended(ended));
    }

    /** A span of which all is known, as processors want it. */
    private record Ended(SpanData data) implements ReadableSpan {

        @Override
        public SpanContext getSpanContext() {
            return data.getSpanContext();
        }

        @Override
        public SpanContext getParentSpanContext() {
            return data.getParentSpanContext();
        }

        @Override
        public String getName() {
            return data.getName();
        }

        @Override
        public SpanData toSpanData() {
            return data;
        }

        // The interface has this method still, and an implementation must.
        @SuppressWarnings("deprecation")
        @Override
        public io.opentelemetry.sdk.common.InstrumentationLibraryInfo getInstrumentationLibraryInfo() {
            return data.getInstrumentationLibraryInfo();
        }

        @Override
        public InstrumentationScopeInfo getInstrumentationScopeInfo() {
            return data.getInstrumentationScopeInfo();
        }

        @Override
        public boolean hasEnded() {
            return true;
        }

        @Override
        public long getLatencyNanos() {
            return data.getEndEpochNanos() - data.getStartEpochNanos();
        }

        @Override
        public SpanKind getKind() {
            return data.getKind();
        }

        @Override
        public <T> @Nullable T getAttribute(AttributeKey<T> key) {
            return data.getAttributes().get(key);
        }
    }
}
