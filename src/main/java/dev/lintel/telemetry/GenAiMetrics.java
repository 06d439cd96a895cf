package dev.lintel.telemetry;

import dev.lintel.openai.TokenUsage;
import dev.lintel.trace.HttpAttributes;
import dev.lintel.upstream.Provider;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The GenAI conventions' client metrics, and Lintel's own of streams and of itself. Any thread may record. */
final class GenAiMetrics {

    private static final List<Double> SECONDS =
            List.of(0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92);
    private static final List<Long> TOKENS = List.of(
            1L, 4L, 16L, 64L, 256L, 1024L, 4096L, 16384L, 65536L, 262144L, 1048576L, 4194304L, 16777216L, 67108864L);
    private static final List<Double> OVERHEAD_SECONDS =
            List.of(0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1);
    private static final int MOST_KNOWN = 4096;

    private final LongHistogram tokens;
    private final DoubleHistogram duration;
    private final DoubleHistogram firstChunk;
    private final DoubleHistogram perChunk;
    private final DoubleHistogram overhead;
    private final LongCounter streams;
    private final ModelNames models = new ModelNames();
    private final Map<Described, Attributes> known = new ConcurrentHashMap<>();

    GenAiMetrics(Meter meter) {
        tokens = meter.histogramBuilder("gen_ai.client.token.usage")
                .ofLongs()
                .setUnit("{token}")
                .setDescription("Tokens used, by input and output")
                .setExplicitBucketBoundariesAdvice(TOKENS)
                .build();
        duration = Instruments.seconds(meter, "gen_ai.client.operation.duration", "Duration of inferences", SECONDS);
        firstChunk = Instruments.seconds(
                meter,
                "gen_ai.client.operation.time_to_first_chunk",
                "Time from asking to the first chunk of a stream",
                SECONDS);
        perChunk = Instruments.seconds(
                meter,
                "gen_ai.client.operation.time_per_output_chunk",
                "Time from one chunk of a stream to the next",
                SECONDS);
        overhead = Instruments.seconds(
                meter,
                "lintel.overhead.duration",
                "What Lintel itself adds: up to asking the provider, and from its first bytes to the client's",
                OVERHEAD_SECONDS);
        streams = meter.counterBuilder("lintel.streams.ended")
                .setUnit("{stream}")
                .setDescription("Event streams that have ended, by how")
                .build();
    }

    /** An inference has ended; {@code responseModel} and {@code errorType} are empty where there is none. */
    void ended(Inference inference, String responseModel, String errorType, double seconds) {
        duration.record(seconds, attributes(inference, responseModel, errorType, ""));
    }

    void used(Inference inference, String responseModel, TokenUsage usage) {
        usage.input().ifPresent(count -> tokens.record(count, attributes(inference, responseModel, "", "input")));
        usage.output().ifPresent(count -> tokens.record(count, attributes(inference, responseModel, "", "output")));
    }

    void firstChunk(Attributes described, double seconds) {
        firstChunk.record(seconds, described);
    }

    void nextChunk(Attributes described, double seconds) {
        perChunk.record(seconds, described);
    }

    /** How the metrics of chunks describe an inference. */
    Attributes ofChunks(Inference inference, String responseModel) {
        return attributes(inference, responseModel, "", "");
    }

    void overhead(String route, double seconds) {
        overhead.record(seconds, Attributes.of(HttpAttributes.HTTP_ROUTE, route));
    }

    void streamEnded(Outcome outcome) {
        streams.add(1, Attributes.of(HttpAttributes.LINTEL_OUTCOME, outcome.value()));
    }

    private Attributes attributes(Inference inference, String responseModel, String errorType, String tokenType) {
        String asked = inference
                .model()
                .map(model -> models.name(model, inference.claimed()))
                .orElse("");
        String answering = responseModel.isEmpty() ? "" : models.name(responseModel, inference.claimed());
        Provider provider = inference.provider();
        Described key =
                new Described(inference.operationName(), provider.name(), asked, answering, errorType, tokenType);
        Attributes attributes = known.get(key);
        if (attributes != null) {
            return attributes;
        }
        // Beyond what any configuration has, they are made each time: nothing here grows for ever.
        return known.size() < MOST_KNOWN
                ? known.computeIfAbsent(key, absent -> absent.attributes(provider))
                : key.attributes(provider);
    }

    private record Described(
            String operation, String provider, String model, String responseModel, String errorType, String tokenType) {

        Attributes attributes(Provider asked) {
            AttributesBuilder attributes = Attributes.builder()
                    .put(GenAiAttributes.OPERATION_NAME, operation)
                    .put(GenAiAttributes.PROVIDER_NAME, asked.providerName())
                    .put(HttpAttributes.SERVER_ADDRESS, asked.host())
                    .put(HttpAttributes.SERVER_PORT, (long) asked.port());
            putKnown(attributes, GenAiAttributes.REQUEST_MODEL, model);
            putKnown(attributes, GenAiAttributes.RESPONSE_MODEL, responseModel);
            putKnown(attributes, HttpAttributes.ERROR_TYPE, errorType);
            putKnown(attributes, GenAiAttributes.TOKEN_TYPE, tokenType);
            return attributes.build();
        }

        private static void putKnown(AttributesBuilder attributes, AttributeKey<String> key, String value) {
            if (!value.isEmpty()) {
                attributes.put(key, value);
            }
        }
    }
}
