package dev.lintel.viewer.otlp.spans;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RefusedExportExceptionTest {

    @ParameterizedTest
    @CsvSource({
        "400, 3", // INVALID_ARGUMENT
        "401, 16", // UNAUTHENTICATED
        "413, 8", // RESOURCE_EXHAUSTED
        "415, 3", // INVALID_ARGUMENT
        "500, 13", // INTERNAL
        "503, 14", // UNAVAILABLE
    })
    void tells_its_status_its_code_and_why(int status, int code) {
        RefusedExportException refused = new RefusedExportException(status, "why");

        assertThat(refused.status()).isEqualTo(status);
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.message()).isEqualTo("why");
    }
}
