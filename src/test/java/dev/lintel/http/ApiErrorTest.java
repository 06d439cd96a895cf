package dev.lintel.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiErrorTest {

    @Test
    void is_written_as_openais_envelope_with_its_fields_in_order() {
        ApiError error = ApiError.invalidRequest(404, "model_not_found", "model", "No provider serves it.");

        assertThat(error.status()).isEqualTo(404);
        assertThat(error.toJson())
                .isEqualTo("{\"error\":{\"message\":\"No provider serves it.\",\"type\":\"invalid_request_error\","
                        + "\"param\":\"model\",\"code\":\"model_not_found\"}}");
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error",
        "401, authentication_error",
        "403, permission_error",
        "404, not_found_error",
        "408, invalid_request_error",
        "413, request_too_large",
        "415, invalid_request_error",
        "429, rate_limit_error",
        "500, api_error",
        "502, api_error",
        "503, overloaded_error",
        "504, timeout_error",
    })
    void is_written_as_anthropics_envelope_with_the_type_that_its_clients_know(int status, String type) {
        assertThat(ApiError.invalidRequest(status, "code", "param", "\"No.\"").toAnthropicJson())
                .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"\\\"No.\\\"\"}}");
    }

    @Test
    void has_null_for_a_param_that_is_not_there() {
        assertThat(ApiError.invalidRequest(400, "invalid_json", null, "No.").toJson())
                .contains("\"param\":null");
    }

    @Test
    void of_the_upstream_says_so_in_its_type() {
        ApiError error = ApiError.upstream(504, "upstream_timeout", "Nothing came.");

        assertThat(error.status()).isEqualTo(504);
        assertThat(error.toJson())
                .isEqualTo("{\"error\":{\"message\":\"Nothing came.\",\"type\":\"upstream_error\","
                        + "\"param\":null,\"code\":\"upstream_timeout\"}}");
    }

    @Test
    void of_lintels_own_is_a_500_that_tells_nothing() {
        assertThat(ApiError.internal().status()).isEqualTo(500);
        assertThat(ApiError.internal().toJson()).contains("\"type\":\"server_error\"", "\"code\":\"internal\"");
    }

    @Test
    void is_json_whatever_its_message_holds() {
        String message = "\"quoted\" \\ \n \u0000 \u2028 é 🌍 \ud83c alone </script>";

        JsonObject envelope = new JsonObject(
                ApiError.invalidRequest(400, "invalid_path", null, message).toJson());

        assertThat(envelope.getJsonObject("error").getString("message")).isEqualTo(message);
    }

    @Test
    void is_the_message_of_the_exception_that_carries_it_which_has_no_stack_trace() {
        ApiError error = ApiError.invalidRequest(400, "invalid_json", null, "The body is not valid JSON.");
        RefusedException refused = new RefusedException(error);

        assertThat(refused).hasMessage("invalid_json: The body is not valid JSON.");
        assertThat(refused.error()).isEqualTo(error);
        assertThat(refused.getStackTrace()).isEmpty();
    }
}
