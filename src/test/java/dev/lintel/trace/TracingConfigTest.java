package dev.lintel.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.testing.YamlSection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TracingConfigTest {

    @Test
    void by_default_keeps_every_new_trace() {
        assertThat(YamlSection.read(TracingConfig.class, "{}").randomSampling()).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.25", "25", "100"})
    void takes_a_share_with_a_fraction_or_without(String percent) {
        TracingConfig tracing = YamlSection.read(TracingConfig.class, "tracing: {random_sampling: " + percent + "}");

        assertThat(tracing.randomSampling()).isEqualTo(Double.parseDouble(percent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"random_sample", "randomSampling", "random-sampling", "sampling"})
    void refuses_an_unknown_key_by_its_name(String key) {
        assertThatThrownBy(() -> YamlSection.read(TracingConfig.class, "tracing: {" + key + ": 10}"))
                .hasMessageContaining("tracing." + key + " in application.yaml does not map to any root");
    }

    @ParameterizedTest
    @ValueSource(strings = {"half", "10%", "1:10"})
    void refuses_a_share_that_is_no_number(String percent) {
        assertThatThrownBy(() -> YamlSection.read(TracingConfig.class, "tracing: {random_sampling: '" + percent + "'}"))
                .hasMessageContaining("tracing.random_sampling")
                .hasMessageContaining(percent);
    }
}
