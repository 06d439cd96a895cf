package dev.lintel.telemetry.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.openai.Operation;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.openai.content.Message;
import dev.lintel.openai.content.Part;
import dev.lintel.openai.content.Prompt;
import dev.lintel.openai.content.ToolDefinition;
import dev.lintel.openai.request.RequestOutline;
import dev.lintel.providers.Provider;
import dev.lintel.providers.Provider.Credentials;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.telemetry.redaction.Redaction;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.exporter.internal.otlp.logs.LogsRequestMarshaler;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class ContentValuesTest {

    private static final Inference CHAT = new Inference(
            Operation.CHAT_COMPLETIONS,
            Provider.of("fake", URI.create("http://fake.example/v1"), Credentials.NONE, List.of(), true),
            "m",
            null,
            true,
            false,
            RequestOutline.read("{}".getBytes(StandardCharsets.UTF_8)).parameters());

    private static final List<Message> CALLED = List.of(new Message(
            "assistant",
            List.of(
                    new Part.ToolCall(
                            "c1", "f", "{\"a\":[1,2.5,true,null,\"x\",{}],\"b\":null,\"c\":123456789012345678901}"),
                    new Part.Blob("image", null, 7)),
            "tool_call"));

    @Test
    void are_maps_and_lists_of_what_the_json_would_say() {
        Value<?> arguments = Value.of(fields(
                "a",
                Value.of(Value.of(1), Value.of(2.5), Value.of(true), Value.of("x"), Value.of(Map.of())),
                "c",
                Value.of("123456789012345678901")));

        assertThat(ContentValues.messages(CALLED))
                .isEqualTo(Value.of(Value.of(fields(
                        "role",
                        Value.of("assistant"),
                        "parts",
                        Value.of(
                                Value.of(fields(
                                        "type", Value.of("tool_call"),
                                        "id", Value.of("c1"),
                                        "name", Value.of("f"),
                                        "arguments", arguments)),
                                Value.of(fields(
                                        "type", Value.of("blob"),
                                        "modality", Value.of("image"),
                                        "content", Value.of(""),
                                        "size", Value.of(7)))),
                        "finish_reason",
                        Value.of("tool_call")))));
    }

    @Test
    void are_lists_of_parts_and_of_tools_too() {
        assertThat(ContentValues.parts(List.of(new Part.Text("t"))))
                .isEqualTo(Value.of(Value.of(fields("type", Value.of("text"), "content", Value.of("t")))));
        assertThat(ContentValues.toolDefinitions(
                        List.of(new ToolDefinition("function", "f", null, "{\"type\":\"object\"}"))))
                .isEqualTo(Value.of(Value.of(fields(
                        "type",
                        Value.of("function"),
                        "name",
                        Value.of("f"),
                        "parameters",
                        Value.of(fields("type", Value.of("object")))))));
    }

    @Test
    void pass_through_otlp_as_attributes_of_an_event_however_deep_they_are() throws IOException {
        String deep = "[".repeat(20) + "]".repeat(20);
        List<Message> messages =
                List.of(new Message("assistant", List.of(new Part.ToolCall("c1", "f", deep)), "tool_call"));

        LogRecord event = captured(messages);

        assertThat(event.getEventName()).isEqualTo("gen_ai.client.inference.operation.details");
        KeyValue attribute = event.getAttributesList().stream()
                .filter(one -> one.getKey().equals("gen_ai.output.messages"))
                .findFirst()
                .orElseThrow();
        Map<String, AnyValue> message =
                attribute.getValue().getArrayValue().getValues(0).getKvlistValue().getValuesList().stream()
                        .collect(Collectors.toMap(KeyValue::getKey, KeyValue::getValue));
        assertThat(message.get("role").getStringValue()).isEqualTo("assistant");
        assertThat(message.get("parts")
                        .getArrayValue()
                        .getValues(0)
                        .getKvlistValue()
                        .getValues(3)
                        .getValue()
                        .hasArrayValue())
                .isTrue();
    }

    private static LogRecord captured(List<Message> answer) throws IOException {
        List<LogRecordData> records = new ArrayList<>();
        try (SdkLoggerProvider provider = SdkLoggerProvider.builder()
                .addLogRecordProcessor(SimpleLogRecordProcessor.create(new Keeping(records)))
                .build()) {
            new ContentCapture(
                            CaptureContent.EVENTS,
                            () -> new ContentRules(32 * 1024, new Redaction(Map.of()).begin()),
                            provider.get("test"))
                    .record(SpanContext.getInvalid(), (key, value) -> {}, CHAT, Prompt.NONE, answer);
        }
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        LogsRequestMarshaler.create(records).writeBinaryTo(sent);
        return ExportLogsServiceRequest.parseFrom(sent.toByteArray())
                .getResourceLogs(0)
                .getScopeLogs(0)
                .getLogRecords(0);
    }

    private static Map<String, Value<?>> fields(Object... namesAndValues) {
        Map<String, Value<?>> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], (Value<?>) namesAndValues[i + 1]);
        }
        return fields;
    }

    private record Keeping(List<LogRecordData> records) implements LogRecordExporter {

        @Override
        public CompletableResultCode export(Collection<LogRecordData> exported) {
            records.addAll(exported);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }
}
