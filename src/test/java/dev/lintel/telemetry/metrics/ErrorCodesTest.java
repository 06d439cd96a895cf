package dev.lintel.telemetry.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.ApiError;
import dev.lintel.http.ErrorType;
import org.junit.jupiter.api.Test;

final class ErrorCodesTest {

    private static final int MOST = 64;

    private final ErrorCodes codes = new ErrorCodes();

    @Test
    void are_named_up_to_a_number_and_others_are_one() {
        for (int i = 0; i < MOST; i++) {
            assertThat(codes.bounded("code_" + i)).isEqualTo("code_" + i);
        }
        for (int i = MOST; i < 3 * MOST; i++) {
            assertThat(codes.bounded("code_" + i)).isEqualTo("_OTHER");
        }
        for (int i = 0; i < MOST; i++) {
            assertThat(codes.bounded("code_" + i)).isEqualTo("code_" + i);
        }
    }

    @Test
    void take_one_place_however_often_they_come() {
        for (int i = 0; i < 3 * MOST; i++) {
            assertThat(codes.bounded("500")).isEqualTo("500");
        }
        for (int i = 1; i < MOST; i++) {
            assertThat(codes.bounded("code_" + i)).isEqualTo("code_" + i);
        }
        assertThat(codes.bounded("one_too_many")).isEqualTo("_OTHER");
    }

    @Test
    void of_lintels_own_are_named_whatever_providers_invent() {
        for (int i = 0; i < 2 * MOST; i++) {
            codes.bounded(ErrorType.ofProvider("code_" + i));
        }
        ErrorType own = ApiError.internal().errorType();
        ErrorType refusal =
                ApiError.invalidRequest(404, "model_not_found", "model", "x").errorType();

        assertThat(codes.bounded(own)).isEqualTo(own);
        assertThat(codes.bounded(refusal)).isEqualTo(refusal);
        assertThat(codes.bounded(ErrorType.ofProvider("one_too_many"))).isEqualTo(ErrorType.ofProvider("_OTHER"));
    }

    @Test
    void are_none_where_there_is_none_and_that_takes_no_place() {
        assertThat(codes.bounded("")).isEmpty();
        are_named_up_to_a_number_and_others_are_one();
        assertThat(codes.bounded("")).isEmpty();
    }
}
