package dev.lintel.process.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.testing.YamlSection;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShutdownConfigTest {

    @Test
    void by_default_drains_for_20_seconds_is_quiet_for_half_a_second_and_flushes_for_5() {
        ShutdownConfig shutdown = YamlSection.read(ShutdownConfig.class, "{}");

        assertThat(shutdown.drainTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(shutdown.quietPeriod()).isEqualTo(Duration.ofMillis(500));
        assertThat(shutdown.flushTimeout()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void takes_every_key() {
        ShutdownConfig shutdown = YamlSection.read(
                ShutdownConfig.class, "shutdown: {drain_timeout: 2m, quiet_period: 1s, flush_timeout: 0s}");

        assertThat(shutdown.drainTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(shutdown.quietPeriod()).isEqualTo(Duration.ofSeconds(1));
        assertThat(shutdown.flushTimeout()).isZero();
    }

    @Test
    void refuses_an_unknown_key_by_its_name() {
        assertThatThrownBy(() -> YamlSection.read(ShutdownConfig.class, "shutdown: {drain: 1s}"))
                .hasMessageContaining("shutdown.drain in application.yaml does not map to any root");
    }

    @ParameterizedTest
    @CsvSource({
        "drain_timeout, soon",
        "flush_timeout, soon",
        "drain_timeout, -1s",
        "quiet_period, -1ms",
        "flush_timeout, -PT5S"
    })
    void refuses_what_is_no_length_of_time_by_the_name_of_its_key(String key, String value) {
        assertThatThrownBy(() -> YamlSection.read(ShutdownConfig.class, "shutdown: {" + key + ": " + value + "}"))
                .hasMessageContaining("shutdown." + key)
                .hasMessageContaining("'" + value + "' is not a length of time, such as 20s");
    }
}
