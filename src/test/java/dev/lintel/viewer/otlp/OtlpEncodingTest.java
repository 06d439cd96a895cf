package dev.lintel.viewer.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.CodedInputStream;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void a_refused_export_is_told_the_status() throws IOException {
        CodedInputStream protobuf = CodedInputStream.newInstance(
                OtlpEncoding.PROTOBUF.status(3, "wröng").getBytes());
        JsonNode json = new ObjectMapper()
                .readTree(OtlpEncoding.JSON.status(3, "\"wröng\"\n").getBytes());

        assertThat(protobuf.readTag()).isEqualTo(1 << 3);
        assertThat(protobuf.readInt32()).isEqualTo(3);
        assertThat(protobuf.readTag()).isEqualTo((2 << 3) | 2);
        assertThat(protobuf.readString()).isEqualTo("wröng");
        assertThat(protobuf.isAtEnd()).isTrue();
        assertThat(json.get("code").asInt()).isEqualTo(3);
        assertThat(json.get("message").asText()).isEqualTo("\"wröng\"\n");
    }
}
