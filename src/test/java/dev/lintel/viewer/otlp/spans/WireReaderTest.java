package dev.lintel.viewer.otlp.spans;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WireReaderTest {

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 8", "2, 1", "5, 4"})
    void a_message_that_has_ended_stays_so_whatever_stood_last_in_it(int type, int length) {
        byte[] message = new byte[1 + length];
        message[0] = (byte) (1 << 3 | type);
        WireReader reader = new WireReader(message);

        assertThat(reader.next()).isTrue();
        assertThat(reader.field()).isEqualTo(1);
        assertThat(reader.next()).isFalse();
        assertThat(reader.next()).isFalse();
    }
}
