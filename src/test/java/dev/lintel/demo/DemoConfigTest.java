package dev.lintel.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.testing.YamlSection;
import org.junit.jupiter.api.Test;

final class DemoConfigTest {

    @Test
    void by_default_is_off() {
        assertThat(YamlSection.read(DemoConfig.class, "{}").enabled()).isFalse();
    }

    @Test
    void can_be_switched_on() {
        assertThat(YamlSection.read(DemoConfig.class, "demo: {enabled: true}").enabled())
                .isTrue();
    }

    @Test
    void refuses_an_unknown_key_by_its_name() {
        assertThatThrownBy(() -> YamlSection.read(DemoConfig.class, "demo: {enable: true}"))
                .hasMessageContaining("demo.enable in application.yaml does not map to any root");
    }
}
