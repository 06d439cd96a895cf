package dev.lintel.process.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.export.spans.Flush;
import dev.lintel.telemetry.capture.CaptureContent;
import dev.lintel.testing.YamlSection;
import dev.lintel.trace.ParentSampling;
import dev.lintel.trace.TraceFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TracingConfigTest {

    @Test
    void by_default_keeps_every_new_trace_respects_callers_and_tells_them_theirs() {
        TracingConfig tracing = YamlSection.read(TracingConfig.class, "{}");

        assertThat(tracing.randomSampling()).isEqualTo(100);
        assertThat(tracing.parentSampling()).isEqualTo(ParentSampling.RESPECT);
        assertThat(tracing.keep().errors()).isTrue();
        assertThat(tracing.keep().slowerThan()).isEqualTo(Duration.ofSeconds(60));
        assertThat(tracing.keep().firstChunkSlowerThan()).isEqualTo(Duration.ofSeconds(15));
        assertThat(tracing.keep().costlierThan()).isEqualTo(1.0);
        assertThat(tracing.keep().maxPerSecond()).isEqualTo(20);
        assertThat(tracing.maxTracesPerSecond()).isZero();
        assertThat(tracing.spanAttributes().headerPrefixes()).isEmpty();
        assertThat(tracing.spanAttributes().fixed()).isEmpty();
        assertThat(tracing.spanAttributes().baggage()).isEmpty();
        assertThat(tracing.sessionHeaders())
                .containsExactly("x-session-id", "x-claude-code-session-id", "session-id", "conversation-id");
        assertThat(tracing.propagators()).containsExactly(TraceFormat.TRACECONTEXT, TraceFormat.BAGGAGE);
        assertThat(tracing.responseHeaders()).isTrue();
        assertThat(tracing.captureContent()).isEqualTo(CaptureContent.NONE);
        assertThat(tracing.contentLimit().asLongValue()).isEqualTo(32 * 1024);
        assertThat(tracing.redact()).isEmpty();
        assertThat(tracing.flush()).isEqualTo(Flush.INTERVAL);
    }

    @Test
    void takes_every_key() {
        TracingConfig tracing = YamlSection.read(TracingConfig.class, """
                tracing:
                  random_sampling: 12.5
                  parent_sampling: ignore
                  keep:
                    errors: false
                    slower_than: 2m
                    first_chunk_slower_than: 1500ms
                    costlier_than: 0.25
                    max_per_second: 7
                  max_traces_per_second: 500
                  span_attributes:
                    header_prefixes: [x-acme-, x-team]
                    baggage: [user.id, tenant]
                    static: {deployment.environment.name: prod, team: "the one"}
                  session_headers: [x-conversation, x-thread]
                  propagators: [xray, b3, b3multi, datadog, tracecontext, baggage]
                  response_headers: false
                  capture_content: events
                  content_limit: 1M
                  redact: {emails: "off", cards: off, tickets: 'TCK-\\d{4,}+'}
                  flush: on_response
                """);

        assertThat(tracing.randomSampling()).isEqualTo(12.5);
        assertThat(tracing.parentSampling()).isEqualTo(ParentSampling.IGNORE);
        assertThat(tracing.keep().errors()).isFalse();
        assertThat(tracing.keep().slowerThan()).isEqualTo(Duration.ofMinutes(2));
        assertThat(tracing.keep().firstChunkSlowerThan()).isEqualTo(Duration.ofMillis(1500));
        assertThat(tracing.keep().costlierThan()).isEqualTo(0.25);
        assertThat(tracing.keep().maxPerSecond()).isEqualTo(7);
        assertThat(tracing.maxTracesPerSecond()).isEqualTo(500);
        assertThat(tracing.spanAttributes().headerPrefixes().orElseThrow()).containsExactly("x-acme-", "x-team");
        assertThat(tracing.spanAttributes().fixed())
                .isEqualTo(Map.of("deployment.environment.name", "prod", "team", "the one"));
        assertThat(tracing.spanAttributes().baggage().orElseThrow()).containsExactly("user.id", "tenant");
        assertThat(tracing.sessionHeaders()).containsExactly("x-conversation", "x-thread");
        assertThat(tracing.propagators())
                .containsExactly(
                        TraceFormat.XRAY,
                        TraceFormat.B3,
                        TraceFormat.B3MULTI,
                        TraceFormat.DATADOG,
                        TraceFormat.TRACECONTEXT,
                        TraceFormat.BAGGAGE);
        assertThat(tracing.responseHeaders()).isFalse();
        assertThat(tracing.captureContent()).isEqualTo(CaptureContent.EVENTS);
        assertThat(tracing.contentLimit().asLongValue()).isEqualTo(1024 * 1024);
        // YAML has it that an off without quotes is false.
        assertThat(tracing.redact()).isEqualTo(Map.of("emails", "off", "cards", "false", "tickets", "TCK-\\d{4,}+"));
        assertThat(tracing.flush()).isEqualTo(Flush.ON_RESPONSE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.25", "25", "100"})
    void takes_a_share_with_a_fraction_or_without(String percent) {
        TracingConfig tracing = YamlSection.read(TracingConfig.class, "tracing: {random_sampling: " + percent + "}");

        assertThat(tracing.randomSampling()).isEqualTo(Double.parseDouble(percent));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"[] | ``", "[''] | ``", "'' | ``", "[x-other-, ''] | x-other-", "[' X-Acme- '] | ` X-Acme- `"})
    void takes_no_prefix_for_one_that_is_empty(String yaml, String prefix) {
        TracingConfig tracing =
                YamlSection.read(TracingConfig.class, "tracing: {span_attributes: {header_prefixes: " + yaml + "}}");

        assertThat(tracing.spanAttributes().headerPrefixes().orElse(List.of()))
                .isEqualTo(prefix.isEmpty() ? List.of() : List.of(prefix));
    }

    @ParameterizedTest
    @ValueSource(strings = {"random_sample", "randomSampling", "random-sampling", "sampling", "session_header"})
    void refuses_an_unknown_key_by_its_name(String key) {
        assertThatThrownBy(() -> YamlSection.read(TracingConfig.class, "tracing: {" + key + ": 10}"))
                .hasMessageContaining("tracing." + key + " in application.yaml does not map to any root");
    }

    @Test
    void refuses_an_unknown_key_further_down_by_its_name() {
        assertThatThrownBy(() ->
                        YamlSection.read(TracingConfig.class, "tracing: {span_attributes: {header_prefix: [x-acme-]}}"))
                .hasMessageContaining("tracing.span_attributes.header_prefix")
                .hasMessageContaining("does not map to any root");
    }

    @Test
    void refuses_an_unknown_reason_to_keep_a_call() {
        assertThatThrownBy(() -> YamlSection.read(TracingConfig.class, "tracing: {keep: {slow: 60s}}"))
                .hasMessageContaining("tracing.keep.slow")
                .hasMessageContaining("does not map to any root");
    }

    @ParameterizedTest
    @CsvSource({
        "slower_than, long",
        "first_chunk_slower_than, 15 parsecs",
        "costlier_than, 1 euro",
        "max_per_second, 2.5",
        "max_per_second, 99999999999",
    })
    void refuses_what_cannot_be_a_reason_to_keep_a_call(String key, String value) {
        assertThatThrownBy(
                        () -> YamlSection.read(TracingConfig.class, "tracing: {keep: {" + key + ": '" + value + "'}}"))
                .hasMessageContaining("tracing.keep." + key)
                .hasMessageContaining(value);
    }

    @ParameterizedTest
    @CsvSource({
        "random_sampling, half",
        "random_sampling, 10%",
        "random_sampling, 1:10",
        "max_traces_per_second, 0.5",
        "max_traces_per_second, many",
        "parent_sampling, always",
        "propagators, jaeger",
        "capture_content, all",
        "content_limit, 0",
        "content_limit, -1",
        "content_limit, 1025k",
        "content_limit, 1Y",
        "content_limit, much",
        "flush, always",
    })
    void refuses_a_value_that_is_not_allowed_by_the_name_of_its_key(String key, String value) {
        assertThatThrownBy(() -> YamlSection.read(TracingConfig.class, "tracing: {" + key + ": '" + value + "'}"))
                .hasMessageContaining("tracing." + key)
                .hasMessageContaining(value);
    }
}
