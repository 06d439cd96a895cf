package dev.lintel.telemetry.sampling;

import static dev.lintel.telemetry.sampling.EndedCalls.attempt;
import static dev.lintel.telemetry.sampling.EndedCalls.stream;
import static dev.lintel.telemetry.sampling.EndedCalls.unsampled;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.http.ErrorType;
import dev.lintel.telemetry.call.CallRecord;
import dev.lintel.telemetry.call.Decision;
import dev.lintel.telemetry.ending.Ending;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeepRulesTest {

    private static final Duration NEVER = Duration.ZERO;
    private static final Duration AT_ONCE = Duration.ofNanos(1);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final KeepRules ERRORS = new KeepRules(true, NEVER, NEVER, 0, 1);
    private static final String CHUNK = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"1\"}}]}\n\n";
    private static final String END = "data: [DONE]\n\n";
    private static final String SAID = "data: {\"error\":{\"code\":\"overloaded\",\"message\":\"no\"}}\n\n";

    @Nested
    class an_error {

        @ParameterizedTest
        @CsvSource({"500, ERROR", "503, ERROR", "599, ERROR", "499, DROPPED", "429, DROPPED", "404, DROPPED"})
        void is_what_the_client_is_answered_with_5xx(int status, Decision expected) {
            assertThat(ERRORS.reason(unsampled(call -> call.ended(status, Ending.COMPLETED))))
                    .isEqualTo(expected);
        }

        @ParameterizedTest
        @CsvSource({"429, ERROR", "500, ERROR", "599, ERROR", "428, DROPPED", "400, DROPPED", "200, DROPPED"})
        void is_what_the_last_attempt_is_answered_with_429_or_5xx(int status, Decision expected) {
            assertThat(ERRORS.reason(unsampled(call -> {
                        attempt(call, 503, Ending.COMPLETED);
                        attempt(call, status, Ending.COMPLETED);
                        call.ended(200, Ending.COMPLETED);
                    })))
                    .isEqualTo(expected);
        }

        @Test
        void is_a_call_that_failed() {
            assertThat(ERRORS.reason(unsampled(call -> {
                        attempt(call, 0, Ending.failed(ErrorType.ofProvider("timeout")));
                        call.ended(0, Ending.failed(ErrorType.ofProvider("timeout")));
                    })))
                    .isEqualTo(Decision.ERROR);
        }

        @Test
        void is_a_stream_that_says_so_itself() {
            assertThat(ERRORS.reason(unsampled(call -> stream(call, CHUNK + SAID, Ending.COMPLETED))))
                    .isEqualTo(Decision.ERROR);
        }

        @Test
        void is_none_where_the_client_left() {
            assertThat(ERRORS.reason(unsampled(call -> stream(call, CHUNK, Ending.CANCELLED))))
                    .isEqualTo(Decision.DROPPED);
        }

        @Test
        void keeps_nothing_where_it_is_switched_off() {
            KeepRules others = new KeepRules(false, YEAR, NEVER, 0, 1);

            assertThat(others.reason(
                            unsampled(call -> call.ended(503, Ending.failed(ErrorType.ofProvider("timeout"))))))
                    .isEqualTo(Decision.DROPPED);
            assertThat(others.reason(unsampled(call -> stream(call, CHUNK, Ending.COMPLETED))))
                    .isEqualTo(Decision.DROPPED);
        }
    }

    @Nested
    class a_stream_without_its_end {

        @Test
        void is_incomplete_whether_it_stops_or_breaks() {
            assertThat(ERRORS.reason(unsampled(call -> stream(call, CHUNK, Ending.COMPLETED))))
                    .isEqualTo(Decision.INCOMPLETE);
            assertThat(ERRORS.reason(unsampled(
                            call -> stream(call, CHUNK, Ending.failed(ErrorType.ofProvider("incomplete_stream"))))))
                    .isEqualTo(Decision.INCOMPLETE);
        }

        @Test
        void is_another_than_one_that_has_it() {
            assertThat(ERRORS.reason(unsampled(call -> stream(call, CHUNK + END, Ending.COMPLETED))))
                    .isEqualTo(Decision.DROPPED);
        }
    }

    @Nested
    class a_slow_call {

        @Test
        void is_one_that_takes_longer() {
            assertThat(new KeepRules(false, AT_ONCE, NEVER, 0, 1).reason(EndedCalls.answered(false)))
                    .isEqualTo(Decision.SLOW);
            assertThat(new KeepRules(false, YEAR, NEVER, 0, 1).reason(EndedCalls.answered(false)))
                    .isEqualTo(Decision.DROPPED);
        }

        @Test
        void is_an_error_first() {
            assertThat(new KeepRules(true, AT_ONCE, AT_ONCE, 0, 1)
                            .reason(unsampled(call -> call.ended(500, Ending.COMPLETED))))
                    .isEqualTo(Decision.ERROR);
        }

        @Test
        void is_one_too_whose_first_chunk_is_slow() {
            CallRecord stream = unsampled(call -> stream(call, CHUNK + END, Ending.COMPLETED));

            assertThat(new KeepRules(false, NEVER, AT_ONCE, 0, 1).reason(stream))
                    .isEqualTo(Decision.SLOW_FIRST_CHUNK);
            assertThat(new KeepRules(false, AT_ONCE, AT_ONCE, 0, 1).reason(stream))
                    .isEqualTo(Decision.SLOW);
            assertThat(new KeepRules(false, YEAR, YEAR, 0, 1).reason(stream)).isEqualTo(Decision.DROPPED);
            assertThat(new KeepRules(false, NEVER, AT_ONCE, 0, 1).reason(EndedCalls.answered(false)))
                    .isEqualTo(Decision.DROPPED);
        }

        @Test
        void is_a_stream_that_waited_for_its_first_chunk_in_vain() {
            assertThat(new KeepRules(false, NEVER, AT_ONCE, 0, 1)
                            .reason(unsampled(call -> stream(call, "", Ending.CANCELLED))))
                    .isEqualTo(Decision.SLOW_FIRST_CHUNK);
        }
    }

    @Nested
    class nothing_is_kept {

        @Test
        void where_everything_is_switched_off() {
            assertThat(new KeepRules(false, NEVER, NEVER, 0, 1).keepAny()).isFalse();
        }

        @Test
        void unless_something_is_switched_on() {
            assertThat(ERRORS.keepAny()).isTrue();
            assertThat(new KeepRules(false, AT_ONCE, NEVER, 0, 1).keepAny()).isTrue();
            assertThat(new KeepRules(false, NEVER, AT_ONCE, 0, 1).keepAny()).isTrue();
            assertThat(new KeepRules(false, NEVER, NEVER, 0.01, 1).keepAny()).isTrue();
        }
    }

    @Nested
    class rules_are_refused {

        @ParameterizedTest
        @ValueSource(strings = {"PT-1S", "P366D", "P100000000D"})
        void with_a_time_that_is_none(Duration time) {
            assertThatThrownBy(() -> new KeepRules(true, time, NEVER, 0, 1))
                    .hasMessageStartingWith("keep.slower_than: ")
                    .hasMessageContaining("is not between 0s, which is never, and 365d");
            assertThatThrownBy(() -> new KeepRules(true, NEVER, time, 0, 1))
                    .hasMessageStartingWith("keep.first_chunk_slower_than: ");
        }

        @ParameterizedTest
        @ValueSource(doubles = {-0.01, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
        void with_an_amount_that_is_none(double amount) {
            assertThatThrownBy(() -> new KeepRules(true, NEVER, NEVER, amount, 1))
                    .hasMessage("keep.costlier_than: " + amount + " is not an amount, 0 or more; 0 is never");
        }

        @ParameterizedTest
        @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
        void with_a_number_below_one(int number) {
            assertThatThrownBy(() -> new KeepRules(true, NEVER, NEVER, 0, number))
                    .hasMessage("keep.max_per_second: " + number + " is less than 1");
        }
    }
}
