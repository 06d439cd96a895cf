package dev.lintel.telemetry.metrics;

import dev.lintel.callers.prices.Prices;
import dev.lintel.http.ErrorType;
import dev.lintel.openai.answer.TokenUsage;
import dev.lintel.providers.Provider;
import dev.lintel.telemetry.convention.GenAiAttributes;
import dev.lintel.telemetry.convention.HttpAttributes;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The GenAI conventions' client metrics, and Lintel's own of streams and of itself. Any thread may record. An {@code exemplar} is where the
 * span is that a measurement is of, if that is exported; else the root.
 */
public final class GenAiMetrics {

    private static final List<Double> SECONDS =
            List.of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    private static final List<Long> TOKENS = List.of(
            1L, 4L, 16L, 64L, 256L, 1024L, 4096L, 16384L, 65536L, 262144L, 1048576L, 4194304L, 16777216L, 67108864L);
    private static final List<Double> OVERHEAD_SECONDS =
            List.of(0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1);

    private final LongHistogram tokens;
    private final DoubleHistogram duration;
    private final DoubleHistogram firstChunk;
    private final DoubleHistogram perChunk;
    private final DoubleHistogram overhead;
    private final LongCounter streams;
    private final DoubleCounter cost;
    private final ModelNames models = new ModelNames();
    private final ErrorCodes errors = new ErrorCodes();
    private final KnownValues<Key, Row> rows = new KnownValues<>(Row::new);
    // Mostly the next call is of the same kind as this one.
    private volatile @Nullable Row lastRow;

    private final KnownValues<String, Attributes> routes =
            new KnownValues<>(route -> Attributes.of(HttpAttributes.HTTP_ROUTE, route));
    private final KnownValues<String, Attributes> outcomes =
            new KnownValues<>(outcome -> Attributes.of(HttpAttributes.LINTEL_OUTCOME, outcome));

    /** Makes the instruments. */
    public GenAiMetrics(Meter meter) {
        tokens = meter.histogramBuilder("gen_ai.client.token.usage")
                .ofLongs()
                .setUnit("{token}")
                .setDescription("Tokens used, by input and output")
                .setExplicitBucketBoundariesAdvice(TOKENS)
                .build();
        duration = Histograms.seconds(meter, "gen_ai.client.operation.duration", "Duration of inferences", SECONDS);
        firstChunk = Histograms.seconds(
                meter,
                "gen_ai.client.operation.time_to_first_chunk",
                "Time from asking to the first chunk of a stream",
                SECONDS);
        perChunk = Histograms.seconds(
                meter,
                "gen_ai.client.operation.time_per_output_chunk",
                "Time from one chunk of a stream to the next",
                SECONDS);
        overhead = Histograms.seconds(
                meter,
                "lintel.overhead.duration",
                "What Lintel itself adds: up to asking the provider, and from its first bytes to the client's",
                OVERHEAD_SECONDS);
        streams = meter.counterBuilder("lintel.streams.ended")
                .setUnit("{stream}")
                .setDescription("Event streams that have ended, by how")
                .build();
        cost = meter.counterBuilder(GenAiAttributes.LINTEL_USAGE_COST.getKey())
                .ofDoubles()
                .setUnit("{" + Prices.CURRENCY + "}")
                .setDescription("What inferences have cost by the price file, where their prices are known")
                .build();
    }

    /** These models are named whether a provider has answered for them or not: the configuration spells them out. */
    public void reserve(Set<String> configured) {
        models.reserve(configured);
    }

    /**
     * What describes an inference in every metric.
     *
     * @param caller who asks; empty where nobody is named
     * @param model that is asked for; empty for none
     * @param answers whether the provider claims that model, and has answered 2xx
     * @param responseModel the model that answers; empty while it is not known
     */
    public Row row(
            String caller, String operation, Provider provider, String model, boolean answers, String responseModel) {
        String asked = model.isEmpty() ? "" : models.name(model, answers);
        String answering = responseModel.isEmpty() ? "" : models.name(responseModel, answers);
        Row last = lastRow;
        if (last != null && last.key.is(caller, operation, provider, asked, answering)) {
            return last;
        }
        Row row = rows.of(new Key(caller, operation, provider, asked, answering));
        lastRow = row;
        return row;
    }

    /** An inference has ended, with this error; null for none. */
    public void ended(Row row, @Nullable ErrorType error, double seconds, Context exemplar) {
        duration.record(seconds, row.ofError(errors.bounded(error)), exemplar);
    }

    /** The answer has said what it used. */
    public void used(Row row, TokenUsage usage, Context exemplar) {
        long input = usage.inputCount();
        if (input >= 0) {
            tokens.record(input, row.input, exemplar);
        }
        long output = usage.outputCount();
        if (output >= 0) {
            tokens.record(output, row.output, exemplar);
        }
    }

    /** What the answer has used costs so much, in {@link Prices#CURRENCY}. */
    public void spent(Row row, double amount) {
        cost.add(amount, row.plain, Context.root());
    }

    /** A stream's first chunk came this long after asking. */
    public void firstChunk(Row row, double seconds, Context exemplar) {
        firstChunk.record(seconds, row.plain, exemplar);
    }

    /** A chunk came this long after the one before, and whether the call is kept nobody knows yet. */
    public void nextChunk(Row row, double seconds) {
        perChunk.record(seconds, row.plain, Context.root());
    }

    /** A call on this route took this long in Lintel itself. */
    public void overhead(String route, double seconds, Context exemplar) {
        overhead.record(seconds, routes.of(route), exemplar);
    }

    /** An event stream is over, with this {@code lintel.outcome}. */
    public void streamEnded(String outcome) {
        streams.add(1, outcomes.of(outcome), Context.root());
    }

    /** Where one finds a row. Providers are made once: the same one is the same. */
    private record Key(String caller, String operation, Provider provider, String model, String responseModel) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that
                    && is(that.caller, that.operation, that.provider, that.model, that.responseModel);
        }

        @SuppressWarnings("ReferenceEquality")
        boolean is(String caller, String operation, Provider provider, String model, String responseModel) {
            return this.provider == provider
                    && this.caller.equals(caller)
                    && this.operation.equals(operation)
                    && this.model.equals(model)
                    && this.responseModel.equals(responseModel);
        }

        @Override
        public int hashCode() {
            int asked = (System.identityHashCode(provider) * 31 + operation.hashCode()) * 31 + model.hashCode();
            return (asked * 31 + responseModel.hashCode()) * 31 + caller.hashCode();
        }
    }

    /** The attributes that describe inferences of one kind, made once. */
    public static final class Row {

        private final Key key;
        private final Attributes plain;
        private final Attributes input;
        private final Attributes output;
        private final KnownValues<ErrorType, Attributes> failed;

        private Row(Key key) {
            this.key = key;
            AttributesBuilder attributes = Attributes.builder()
                    .put(GenAiAttributes.OPERATION_NAME, key.operation())
                    .put(GenAiAttributes.PROVIDER_NAME, key.provider().providerName())
                    .put(HttpAttributes.SERVER_ADDRESS, key.provider().host())
                    .put(HttpAttributes.SERVER_PORT, (long) key.provider().port());
            if (!key.caller().isEmpty()) {
                attributes.put(HttpAttributes.LINTEL_CALLER, key.caller());
            }
            if (!key.model().isEmpty()) {
                attributes.put(GenAiAttributes.REQUEST_MODEL, key.model());
            }
            if (!key.responseModel().isEmpty()) {
                attributes.put(GenAiAttributes.RESPONSE_MODEL, key.responseModel());
            }
            plain = attributes.build();
            input = plain.toBuilder().put(GenAiAttributes.TOKEN_TYPE, "input").build();
            output = plain.toBuilder().put(GenAiAttributes.TOKEN_TYPE, "output").build();
            failed = new KnownValues<>(error -> plain.toBuilder()
                    .put(HttpAttributes.ERROR_TYPE, error.value())
                    .put(HttpAttributes.LINTEL_ERROR_SOURCE, error.source().value())
                    .build());
        }

        private Attributes ofError(@Nullable ErrorType error) {
            return error == null ? plain : failed.of(error);
        }
    }
}
