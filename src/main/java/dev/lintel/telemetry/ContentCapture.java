package dev.lintel.telemetry;

import dev.lintel.openai.ContentJson;
import dev.lintel.openai.ContentRules;
import dev.lintel.openai.Message;
import dev.lintel.openai.Prompt;
import dev.lintel.trace.TracingConfig;
import dev.lintel.trace.TracingConfig.CaptureContent;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.incubator.common.ExtendedAttributeKey;
import io.opentelemetry.api.incubator.logs.ExtendedLogRecordBuilder;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.Optional;

/**
 * Tells what is said, where {@code tracing.capture_content} asks for it: in attributes of the GenAI span, or in an event
 * beside it. Redacted and cut by then. One for the process; any thread may call.
 */
public final class ContentCapture {

    private static final String EVENT = "gen_ai.client.inference.operation.details";

    private final CaptureContent where;
    private final ContentRules rules;
    private final Logger events;

    /**
     * Takes the configuration.
     *
     * @throws IllegalArgumentException naming the key at fault
     */
    public ContentCapture(TracingConfig config, Logger events) {
        this.where = config.captureContent();
        this.rules = new ContentRules((int) config.contentLimit().asLongValue(), new Redaction(config.redact()));
        this.events = events;
    }

    /** The rules for what is captured; empty when nothing is. */
    Optional<ContentRules> rules() {
        return where == CaptureContent.NONE ? Optional.empty() : Optional.of(rules);
    }

    /** Tells what was said. Called only when content is captured, before the span ends. */
    void tell(Span span, Inference inference, Prompt prompt, List<Message> answer) {
        if (where == CaptureContent.ATTRIBUTES) {
            describe(span, prompt, answer);
        } else {
            emit(span, inference, prompt, answer);
        }
    }

    private static void describe(Span span, Prompt prompt, List<Message> answer) {
        if (!prompt.messages().isEmpty()) {
            span.setAttribute(GenAiAttributes.INPUT_MESSAGES, ContentJson.messages(prompt.messages()));
        }
        if (!answer.isEmpty()) {
            span.setAttribute(GenAiAttributes.OUTPUT_MESSAGES, ContentJson.messages(answer));
        }
        if (!prompt.systemInstructions().isEmpty()) {
            span.setAttribute(GenAiAttributes.SYSTEM_INSTRUCTIONS, ContentJson.parts(prompt.systemInstructions()));
        }
        if (!prompt.toolDefinitions().isEmpty()) {
            span.setAttribute(GenAiAttributes.TOOL_DEFINITIONS, ContentJson.toolDefinitions(prompt.toolDefinitions()));
        }
    }

    private void emit(Span span, Inference inference, Prompt prompt, List<Message> answer) {
        LogRecordBuilder event = events.logRecordBuilder()
                .setEventName(EVENT)
                .setContext(Context.root().with(span))
                .setAttribute(GenAiAttributes.OPERATION_NAME, inference.operationName())
                .setAttribute(
                        GenAiAttributes.PROVIDER_NAME, inference.provider().providerName());
        inference.model().ifPresent(model -> event.setAttribute(GenAiAttributes.REQUEST_MODEL, SafeText.of(model)));
        if (!prompt.messages().isEmpty()) {
            put(event, GenAiAttributes.INPUT_MESSAGES, ContentValues.messages(prompt.messages()));
        }
        if (!answer.isEmpty()) {
            put(event, GenAiAttributes.OUTPUT_MESSAGES, ContentValues.messages(answer));
        }
        if (!prompt.systemInstructions().isEmpty()) {
            put(event, GenAiAttributes.SYSTEM_INSTRUCTIONS, ContentValues.parts(prompt.systemInstructions()));
        }
        if (!prompt.toolDefinitions().isEmpty()) {
            put(event, GenAiAttributes.TOOL_DEFINITIONS, ContentValues.toolDefinitions(prompt.toolDefinitions()));
        }
        event.emit();
    }

    // Where the SDK is there its builders take structured attributes, which the stable API does not have yet.
    private static void put(LogRecordBuilder event, AttributeKey<String> name, Value<?> value) {
        if (event instanceof ExtendedLogRecordBuilder structured) {
            structured.setAttribute(ExtendedAttributeKey.valueKey(name.getKey()), value);
        }
    }
}
