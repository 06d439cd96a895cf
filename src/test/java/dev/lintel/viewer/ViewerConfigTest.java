package dev.lintel.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.testing.YamlSection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ViewerConfigTest {

    private static final long MIB = 1024 * 1024;

    @Test
    void by_default_there_is_no_viewer() {
        ViewerConfig viewer = YamlSection.read(ViewerConfig.class, "{}");

        assertThat(viewer.enabled()).isFalse();
        assertThat(viewer.accessKey()).isEmpty();
        assertThat(viewer.maxTraces()).isEqualTo(1000);
        assertThat(viewer.maxSpansPerTrace()).isEqualTo(2000);
        assertThat(viewer.maxMemory().asLongValue()).isEqualTo(64 * MIB);
    }

    @Test
    void takes_every_key() {
        ViewerConfig viewer = YamlSection.read(ViewerConfig.class, """
                viewer: {enabled: true, access_key: sesame, max_traces: 5, max_spans_per_trace: 6, max_memory: 7M}
                """);

        assertThat(viewer.enabled()).isTrue();
        assertThat(viewer.accessKey()).contains("sesame");
        assertThat(viewer.maxTraces()).isEqualTo(5);
        assertThat(viewer.maxSpansPerTrace()).isEqualTo(6);
        assertThat(viewer.maxMemory().asLongValue()).isEqualTo(7 * MIB);
    }

    @Test
    void an_empty_key_is_none() {
        assertThat(YamlSection.read(ViewerConfig.class, "viewer: {access_key: ''}")
                        .accessKey())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"enable", "key", "maxTraces"})
    void refuses_an_unknown_key_by_its_name(String key) {
        assertThatThrownBy(() -> YamlSection.read(ViewerConfig.class, "viewer: {" + key + ": 1}"))
                .hasMessageContaining("viewer." + key + " in application.yaml does not map to any root");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max_traces: 0 | max_traces: 0 is not positive",
                "max_spans_per_trace: -1 | max_spans_per_trace: -1 is not positive",
                "max_memory: 1000 | max_memory: 1000 bytes are less than 1M",
                "max_memory: 9999999999G | max_memory: so many bytes there cannot be",
                "access_key: 'open sesame' | access_key: it holds a character that no header can carry",
            })
    void refuses_a_value_that_cannot_be_by_the_name_of_its_key(String section, String why) {
        ViewerConfig config = YamlSection.read(ViewerConfig.class, "viewer: {" + section + "}");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Viewer(config, MIB, false))
                .withMessage(why);
    }
}
