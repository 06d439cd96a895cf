package dev.lintel.trace.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ThresholdTest {

    private static final String HIGH = "0123456789abcdef01";
    private static final String LEAST = HIGH + "00000000000000";
    private static final String MOST = HIGH + "ffffffffffffff";

    @ParameterizedTest
    @CsvSource({
        "100, 0",
        "50,  8",
        "25,  c",
        "12.5, e",
        "75,  4",
        "10,  e6666666666668",
        "1,   fd70a3d70a3d7",
    })
    void is_written_in_hexadecimal_without_the_zeros_at_its_end(double percent, String encoded) {
        assertThat(Threshold.keeping(percent).encoded()).isEqualTo(encoded);
    }

    @Test
    void at_0_percent_keeps_not_even_the_greatest_randomness() {
        assertThat(Threshold.keeping(0).keeps(MOST)).isFalse();
        assertThat(Threshold.keeping(-0.0).keeps(MOST)).isFalse();
    }

    @Test
    void at_100_percent_keeps_even_the_least_randomness() {
        assertThat(Threshold.keeping(100).keeps(LEAST)).isTrue();
    }

    @Test
    void keeps_what_is_not_below_it() {
        Threshold half = Threshold.keeping(50);

        assertThat(half.keeps(HIGH + "80000000000000")).isTrue();
        assertThat(half.keeps(HIGH + "7fffffffffffff")).isFalse();
    }

    @Test
    void looks_at_the_low_56_bits_alone() {
        Threshold half = Threshold.keeping(50);

        assertThat(half.keeps("ffffffffffffffffff" + "00000000000000")).isFalse();
        assertThat(half.keeps("000000000000000000" + "ffffffffffffff")).isTrue();
    }

    @Test
    void rises_as_the_share_falls_so_that_a_smaller_share_is_part_of_a_greater() {
        Random random = new Random(7);
        for (int round = 0; round < 10_000; round++) {
            double one = random.nextDouble() * 100;
            double other = random.nextDouble() * 100;

            assertThat(Threshold.keeping(Math.min(one, other)).rejected())
                    .isGreaterThanOrEqualTo(
                            Threshold.keeping(Math.max(one, other)).rejected());
        }
    }

    @Test
    void of_the_tiniest_share_is_still_within_its_bounds() {
        assertThat(Threshold.keeping(Double.MIN_VALUE).rejected()).isBetween(0L, 1L << 56);
        assertThat(Threshold.keeping(Math.nextDown(100.0)).rejected()).isBetween(0L, 1L << 56);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 101, 250, -0.001, 100.001, Double.NaN, Double.POSITIVE_INFINITY})
    void of_what_is_no_percentage_is_refused(double percent) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Threshold.keeping(percent))
                .withMessage(percent + " is not a percentage from 0 to 100");
    }
}
