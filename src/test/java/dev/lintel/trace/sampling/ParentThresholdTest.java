package dev.lintel.trace.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.trace.CallTrace;
import dev.lintel.trace.CallTracer;
import dev.lintel.trace.ParentSampling;
import io.opentelemetry.api.trace.TraceState;
import io.vertx.core.MultiMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the threshold and the randomness that a caller's tracestate tells, when the caller is respected. */
final class ParentThresholdTest {

    private static final String PARENT_ID = "00f067aa0ba902b7";
    private static final String UPPER = "4bf92f3577b34da6a3";

    /** A trace id whose low 56 bits are in the middle: kept by half of the shares. */
    private static final String MIDDLE = UPPER + "80000000000000";

    @Nested
    class of_a_sampled_caller {

        @ParameterizedTest
        @CsvSource({
            "th:0, 00000000000000",
            "th:8, 80000000000000",
            "th:8, ffffffffffffff",
            "th:c, c0000000000000",
            "th:80000000000001, 80000000000001",
            "th:fd70a3d70a3d7, fd70a3d70a3d70",
            "th:ffffffffffffff, ffffffffffffff",
        })
        void a_threshold_stays_that_the_trace_id_is_not_below(String ot, String randomness) {
            assertThat(ot(true, UPPER + randomness, ot)).isEqualTo(ot);
        }

        @ParameterizedTest
        @CsvSource({
            "th:8, 7fffffffffffff",
            "th:8, 00000000000000",
            "th:c, bfffffffffffff",
            "th:80000000000001, 80000000000000",
            "th:fd70a3d70a3d7, fd70a3d70a3d6f",
            "th:ffffffffffffff, fffffffffffffe",
        })
        void a_threshold_goes_that_the_trace_id_is_below(String ot, String randomness) {
            assertThat(ot(true, UPPER + randomness, ot)).isNull();
        }

        @Test
        void only_the_low_56_bits_of_the_trace_id_count() {
            assertThat(ot(true, "f".repeat(18) + "7fffffffffffff", "th:8")).isNull();
            assertThat(ot(true, "0".repeat(17) + "180000000000000", "th:8")).isEqualTo("th:8");
        }

        @Test
        void explicit_randomness_counts_in_the_place_of_the_trace_ids() {
            assertThat(ot(true, UPPER + "0".repeat(14), "rv:80000000000000;th:8"))
                    .isEqualTo("rv:80000000000000;th:8");
            assertThat(ot(true, UPPER + "f".repeat(14), "th:8;rv:7fffffffffffff"))
                    .isEqualTo("rv:7fffffffffffff");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "rv:",
                    "rv:8",
                    "rv:8000000000000",
                    "rv:800000000000000",
                    "rv:8000000000000G",
                    "rv:FFFFFFFFFFFFFF"
                })
        void randomness_that_is_invalid_does_not_count_and_is_not_changed(String invalid) {
            assertThat(ot(true, MIDDLE, "th:8;" + invalid)).isEqualTo("th:8;" + invalid);
            assertThat(ot(true, MIDDLE, "th:c;" + invalid)).isEqualTo(invalid);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "th:",
                    "th:x",
                    "th:-1",
                    "th:+8",
                    "th: 8",
                    "th:C",
                    "th:0x8",
                    "th:8.0",
                    "th:000000000000000",
                    "th:10000000000000000000000000000"
                })
        void a_threshold_that_is_invalid_goes(String invalid) {
            assertThat(ot(true, UPPER + "f".repeat(14), "rv:ffffffffffffff;" + invalid))
                    .isEqualTo("rv:ffffffffffffff");
        }

        @Test
        void two_thresholds_go_even_if_they_are_alike() {
            assertThat(ot(true, UPPER + "f".repeat(14), "th:8;x:1;th:8")).isEqualTo("x:1");
            assertThat(ot(true, UPPER + "f".repeat(14), "th:0;th:8")).isNull();
        }
    }

    @Nested
    class of_an_unsampled_caller {

        @ParameterizedTest
        @ValueSource(strings = {"th:0", "th:8", "th:ffffffffffffff", "th:", "th:8;th:8"})
        void every_threshold_goes(String ot) {
            assertThat(ot(false, UPPER + "f".repeat(14), ot)).isNull();
        }

        @Test
        void the_threshold_alone_goes() {
            assertThat(ot(false, MIDDLE, "p:8;th:0;rv:ffffffffffffff;x:y:z")).isEqualTo("p:8;rv:ffffffffffffff;x:y:z");
        }
    }

    @Nested
    class of_any_caller {

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void randomness_is_never_changed(boolean sampled) {
            for (String ot : List.of("rv:00000000000000", "rv:ffffffffffffff", "rv:G", "rv:1;rv:2", "x:1;rv:8", "")) {
                if (!ot.isEmpty()) {
                    assertThat(ot(sampled, MIDDLE, ot)).isEqualTo(ot);
                }
            }
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void nothing_is_added(boolean sampled) {
            for (double percent : new double[] {0, 25, 100}) {
                assertThat(members(percent, sampled, MIDDLE)).isEmpty();
                assertThat(members(percent, sampled, MIDDLE, "dd=s:1")).containsExactly("dd=s:1");
                assertThat(members(percent, sampled, MIDDLE, "a=1", "ot=rv:8", "b=2"))
                        .containsExactly("a=1", "ot=rv:8", "b=2");
            }
        }

        @Test
        void what_is_not_the_threshold_but_looks_like_it_stays() {
            assertThat(members(100, false, MIDDLE, "oth=th:8", "th=8", "o@ot=th:8"))
                    .containsExactly("oth=th:8", "th=8", "o@ot=th:8");
            assertThat(ot(false, MIDDLE, "xth:8;th;t:h:8")).isEqualTo("xth:8;th;t:h:8");
        }

        @Test
        void the_members_of_others_stay_as_they_are_beside_a_changed_one() {
            assertThat(members(100, false, MIDDLE, "dd=s:1", "b@2=x y", "ot=th:8;rv:8", "c=3"))
                    .containsExactlyInAnyOrder("ot=rv:8", "dd=s:1", "b@2=x y", "c=3");
        }

        @Test
        void a_member_that_is_empty_without_its_threshold_goes_and_the_others_keep_their_order() {
            assertThat(members(100, false, MIDDLE, "dd=s:1", "ot=th:8", "c=3")).containsExactly("dd=s:1", "c=3");
        }

        @Test
        void a_member_that_is_not_changed_stays_where_it_is() {
            assertThat(members(100, true, MIDDLE, "dd=s:1", "ot=th:8", "c=3"))
                    .containsExactly("dd=s:1", "ot=th:8", "c=3");
        }

        @Test
        void the_flag_decides_whatever_the_threshold_says() {
            assertThat(place(0, true, UPPER + "0".repeat(14), "ot=th:ffffffffffffff")
                            .sampled())
                    .isTrue();
            assertThat(place(100, false, UPPER + "f".repeat(14), "ot=th:0").sampled())
                    .isFalse();
        }
    }

    @Tag("many-inputs")
    @Test
    void no_member_at_all_makes_deciding_fail_and_a_threshold_that_stays_is_true() {
        Random random = new Random(46);
        String alphabet = "thrv:;0123456789abcdefABC :: ;;.~!";
        for (int round = 0; round < 50_000; round++) {
            StringBuilder ot = new StringBuilder(random.nextBoolean() ? "th:" : "");
            for (int length = random.nextInt(24); length > 0; length--) {
                ot.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            ot.append(random.nextBoolean() ? ";rv:80000000000000" : "x");
            boolean sampled = random.nextBoolean();
            String left = ot(sampled, MIDDLE, ot.toString());

            if (left != null && (left.startsWith("th:") || left.contains(";th:"))) {
                assertThat(sampled).isTrue();
                assertThat(left).isEqualTo(ot.toString()).containsPattern("(^|;)th:[0-8][0-9a-f]{0,13}(;|$)");
            } else if (left != null) {
                assertThat(ot.toString()).contains(left.isEmpty() ? "" : left.split(";")[0]);
            }
        }
    }

    private static String ot(boolean sampled, String traceId, String ot) {
        return state(100, sampled, traceId, "ot=" + ot).get("ot");
    }

    private static List<String> members(double percent, boolean sampled, String traceId, String... members) {
        List<String> told = new ArrayList<>();
        state(percent, sampled, traceId, members).forEach((key, value) -> told.add(key + "=" + value));
        return told;
    }

    private static TraceState state(double percent, boolean sampled, String traceId, String... members) {
        return place(percent, sampled, traceId, members).state();
    }

    private static CallTrace place(double percent, boolean sampled, String traceId, String... members) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .add("traceparent", "00-" + traceId + "-" + PARENT_ID + (sampled ? "-01" : "-00"));
        if (members.length > 0) {
            headers.add("tracestate", String.join(",", members));
        }
        return new CallTracer(List.of(), ParentSampling.RESPECT, new RandomSampler(percent)).place(headers);
    }
}
