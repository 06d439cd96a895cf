package dev.lintel.viewer.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.rpc.Status;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.IOException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OtlpEncodingTest {

    @ParameterizedTest
    @CsvSource({
        "application/x-protobuf, PROTOBUF",
        "Application/X-Protobuf; charset=utf-8, PROTOBUF",
        "application/json, JSON",
        "application/json;charset=utf-8, JSON",
    })
    void is_known_by_the_content_type(String contentType, OtlpEncoding encoding) {
        assertThat(OtlpEncoding.of(contentType)).contains(encoding);
        assertThat(contentType.toLowerCase(Locale.ROOT)).startsWith(encoding.contentType());
        assertThat(encoding.contentType()).startsWith("application/");
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/protobuf", "''", ","})
    void is_not_known_by_any_other(String contentType) {
        assertThat(OtlpEncoding.of(contentType)).isEmpty();
    }

    @Test
    void an_export_that_was_taken_whole_gets_an_empty_answer() {
        assertThat(OtlpEncoding.PROTOBUF.accepted(0).length()).isZero();
        assertThat(OtlpEncoding.JSON.accepted(0).toString()).isEqualTo("{}");
    }

    @Test
    void an_export_that_was_taken_in_part_is_told_how_many_were_not() throws IOException {
        ExportTraceServiceResponse protobuf = ExportTraceServiceResponse.parseFrom(
                OtlpEncoding.PROTOBUF.accepted(1_000_000).getBytes());
        JsonNode json =
                new ObjectMapper().readTree(OtlpEncoding.JSON.accepted(3).getBytes());

        assertThat(protobuf.getPartialSuccess().getRejectedSpans()).isEqualTo(1_000_000);
        assertThat(protobuf.getPartialSuccess().getErrorMessage()).contains("trace id");
        assertThat(json.at("/partialSuccess/rejectedSpans").asInt()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 16, 128})
    void a_refused_export_is_told_the_status(int code) throws IOException {
        JsonNode json = new ObjectMapper()
                .readTree(OtlpEncoding.JSON.status(code, "\"wröng\"\n").getBytes());

        assertThat(OtlpEncoding.PROTOBUF.status(code, "wröng").getBytes())
                .isEqualTo(Status.newBuilder()
                        .setCode(code)
                        .setMessage("wröng")
                        .build()
                        .toByteArray());
        assertThat(json.get("code").asInt()).isEqualTo(code);
        assertThat(json.get("message").asText()).isEqualTo("\"wröng\"\n");
    }
}
