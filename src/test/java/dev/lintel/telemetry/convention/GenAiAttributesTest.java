package dev.lintel.telemetry.convention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.openai.Operation;
import dev.lintel.openai.answer.TokenUsage;
import dev.lintel.openai.request.RequestOutline;
import dev.lintel.providers.Provider;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.telemetry.metrics.GenAiMetrics;
import dev.lintel.testing.CollectedMetrics;
import dev.lintel.testing.Exchange;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.semconv.incubating.ClientIncubatingAttributes;
import io.opentelemetry.semconv.incubating.ErrorIncubatingAttributes;
import io.opentelemetry.semconv.incubating.GenAiIncubatingAttributes;
import io.opentelemetry.semconv.incubating.GenAiIncubatingAttributes.GenAiOperationNameIncubatingValues;
import io.opentelemetry.semconv.incubating.GenAiIncubatingAttributes.GenAiOutputTypeIncubatingValues;
import io.opentelemetry.semconv.incubating.GenAiIncubatingAttributes.GenAiTokenTypeIncubatingValues;
import io.opentelemetry.semconv.incubating.HttpIncubatingAttributes;
import io.opentelemetry.semconv.incubating.NetworkIncubatingAttributes;
import io.opentelemetry.semconv.incubating.OpenaiIncubatingAttributes;
import io.opentelemetry.semconv.incubating.OpenaiIncubatingAttributes.OpenaiApiTypeIncubatingValues;
import io.opentelemetry.semconv.incubating.ServerIncubatingAttributes;
import io.opentelemetry.semconv.incubating.UrlIncubatingAttributes;
import io.opentelemetry.semconv.incubating.UserAgentIncubatingAttributes;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The names on spans and metrics are those of the conventions, to the letter and of their type. */
final class GenAiAttributesTest {

    /** Their type, {@code any}, has no key in the Java API. */
    private static final List<String> OF_ANY_TYPE = List.of(
            "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions", "gen_ai.tool.definitions");

    /** What the conventions require or recommend on the spans of inferences and embeddings, OpenAI's among them. */
    private static final List<String> ON_SPANS = List.of(
            "error.type",
            "gen_ai.conversation.id",
            "gen_ai.embeddings.dimension.count",
            "gen_ai.operation.name",
            "gen_ai.output.type",
            "gen_ai.provider.name",
            "gen_ai.request.choice.count",
            "gen_ai.request.encoding_formats",
            "gen_ai.request.frequency_penalty",
            "gen_ai.request.max_tokens",
            "gen_ai.request.model",
            "gen_ai.request.presence_penalty",
            "gen_ai.request.seed",
            "gen_ai.request.stop_sequences",
            "gen_ai.request.stream",
            "gen_ai.request.temperature",
            "gen_ai.request.top_k",
            "gen_ai.request.top_p",
            "gen_ai.response.finish_reasons",
            "gen_ai.response.id",
            "gen_ai.response.model",
            "gen_ai.response.time_to_first_chunk",
            "gen_ai.usage.cache_creation.input_tokens",
            "gen_ai.usage.cache_read.input_tokens",
            "gen_ai.usage.input_tokens",
            "gen_ai.usage.output_tokens",
            "gen_ai.usage.reasoning.output_tokens",
            "openai.api.type",
            "openai.request.service_tier",
            "openai.response.service_tier",
            "openai.response.system_fingerprint",
            "server.address",
            "server.port");

    private static final Map<String, AttributeKey<?>> CONVENTIONS = keys(
                    ClientIncubatingAttributes.class,
                    ErrorIncubatingAttributes.class,
                    GenAiIncubatingAttributes.class,
                    HttpIncubatingAttributes.class,
                    NetworkIncubatingAttributes.class,
                    OpenaiIncubatingAttributes.class,
                    ServerIncubatingAttributes.class,
                    UrlIncubatingAttributes.class,
                    UserAgentIncubatingAttributes.class)
            .collect(Collectors.toUnmodifiableMap(AttributeKey::getKey, key -> key));

    @Test
    void every_name_and_type_is_that_of_the_conventions() {
        assertThat(keys(GenAiAttributes.class, HttpAttributes.class)
                        .filter(key -> !key.getKey().startsWith("lintel.")))
                .hasSizeGreaterThan(ON_SPANS.size())
                .allSatisfy(key -> {
                    if (OF_ANY_TYPE.contains(key.getKey())) {
                        assertThat(key).isEqualTo(AttributeKey.stringKey(key.getKey()));
                        assertThat(CONVENTIONS).doesNotContainKey(key.getKey());
                    } else {
                        assertThat(key).isEqualTo(CONVENTIONS.get(key.getKey()));
                    }
                });
    }

    @Test
    void no_name_is_missing_that_spans_of_inferences_should_have() {
        assertThat(CONVENTIONS).containsKeys(ON_SPANS.toArray(new String[0]));
        assertThat(keys(GenAiAttributes.class, HttpAttributes.class).map(AttributeKey::getKey))
                .containsAll(ON_SPANS)
                .containsAll(OF_ANY_TYPE);
    }

    @Test
    void operations_have_the_names_of_the_conventions() {
        assertThat(Stream.of(Operation.values())
                        .map(operation -> inference(operation).operationName()))
                .containsExactly(
                        GenAiOperationNameIncubatingValues.CHAT,
                        GenAiOperationNameIncubatingValues.TEXT_COMPLETION,
                        GenAiOperationNameIncubatingValues.CHAT,
                        GenAiOperationNameIncubatingValues.EMBEDDINGS,
                        GenAiOperationNameIncubatingValues.CHAT);
    }

    @Test
    void values_on_the_spans_of_exchanges_are_those_of_the_conventions() {
        assertThat(onSpans("gen_ai.output.type"))
                .containsOnly(GenAiOutputTypeIncubatingValues.TEXT, GenAiOutputTypeIncubatingValues.JSON);
        assertThat(onSpans("openai.api.type"))
                .containsOnly(OpenaiApiTypeIncubatingValues.CHAT_COMPLETIONS, OpenaiApiTypeIncubatingValues.RESPONSES);
        assertThat(onSpans("gen_ai.operation.name"))
                .containsOnly(
                        GenAiOperationNameIncubatingValues.CHAT,
                        GenAiOperationNameIncubatingValues.TEXT_COMPLETION,
                        GenAiOperationNameIncubatingValues.EMBEDDINGS);
    }

    @Test
    void tokens_are_counted_by_the_types_of_the_conventions() {
        CollectedMetrics collected = new CollectedMetrics();
        try (SdkMeterProvider meters =
                SdkMeterProvider.builder().registerMetricReader(collected).build()) {
            TokenUsage usage = new TokenUsage(
                    OptionalLong.of(5),
                    OptionalLong.of(4),
                    OptionalLong.of(3),
                    OptionalLong.of(2),
                    OptionalLong.empty(),
                    OptionalLong.of(1),
                    OptionalLong.empty());
            GenAiMetrics metrics = new GenAiMetrics(meters.get("test"));
            Inference asked = inference(Operation.RESPONSES);
            metrics.used(
                    metrics.row("", asked.operationName(), asked.provider(), "gpt-4o", true, "gpt-4o"),
                    usage,
                    Context.root());
            assertThat(collected
                            .collect("gen_ai.client.token.usage")
                            .getHistogramData()
                            .getPoints())
                    .extracting(point -> String.valueOf(point.getAttributes().get(GenAiAttributes.TOKEN_TYPE)))
                    .containsExactlyInAnyOrder(
                            GenAiTokenTypeIncubatingValues.INPUT, GenAiTokenTypeIncubatingValues.OUTPUT);
        }
    }

    private static Stream<Object> onSpans(String attribute) {
        return Exchange.all()
                .map(Exchange::spanAttributes)
                .filter(attributes -> attributes.containsKey(attribute))
                .map(attributes -> attributes.get(attribute));
    }

    private static Inference inference(Operation operation) {
        Provider provider = Provider.of(
                "openai", URI.create("https://api.openai.com/v1"), Provider.Credentials.NONE, List.of(), true);
        return new Inference(
                operation,
                provider,
                "gpt-4o",
                null,
                true,
                false,
                RequestOutline.read("{}".getBytes(StandardCharsets.UTF_8)).parameters());
    }

    // By reflection, so that no constant is forgotten here.
    private static Stream<AttributeKey<?>> keys(Class<?>... tables) {
        return Stream.of(tables)
                .flatMap(table -> Stream.of(table.getDeclaredFields()))
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == AttributeKey.class)
                .map(GenAiAttributesTest::key);
    }

    private static AttributeKey<?> key(Field field) {
        try {
            return (AttributeKey<?>) field.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(field + " cannot be read", e);
        }
    }
}
