package dev.lintel.telemetry.capture;

import dev.lintel.openai.content.ContentJson;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.openai.content.Message;
import dev.lintel.openai.content.Prompt;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.telemetry.convention.GenAiAttributes;
import dev.lintel.telemetry.convention.SafeText;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.incubator.common.ExtendedAttributeKey;
import io.opentelemetry.api.incubator.logs.ExtendedLogRecordBuilder;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells what is said, where {@code tracing.capture_content} asks for it: in attributes of the GenAI span, or in an event
 * beside it. Redacted and cut by then. One for the process; any thread may call.
 */
public final class ContentCapture {

    private static final String EVENT = "gen_ai.client.inference.operation.details";

    private final CaptureContent where;
    private final Supplier<ContentRules> rules;
    private final Logger events;

    /**
     * Takes the configuration.
     *
     * @param rules how the content of one prompt, or of one answer, is bounded and redacted
     * @param events where events go
     */
    public ContentCapture(CaptureContent where, Supplier<ContentRules> rules, Logger events) {
        this.where = where;
        this.rules = rules;
        this.events = events;
    }

    /** The rules for each prompt and each answer that is captured; null when none is. */
    public @Nullable Supplier<ContentRules> rules() {
        return where == CaptureContent.NONE ? null : rules;
    }

    /** Records what was said, in {@code attributes} of the GenAI span or beside it. Called only when content is captured. */
    public void record(
            SpanContext span,
            BiConsumer<AttributeKey<String>, String> attributes,
            Inference inference,
            Prompt prompt,
            List<Message> answer) {
        if (where == CaptureContent.ATTRIBUTES) {
            describe(attributes, prompt, answer);
        } else {
            emit(span, inference, prompt, answer);
        }
    }

    private static void describe(BiConsumer<AttributeKey<String>, String> span, Prompt prompt, List<Message> answer) {
        if (!prompt.messages().isEmpty()) {
            span.accept(GenAiAttributes.INPUT_MESSAGES, ContentJson.messages(prompt.messages()));
        }
        if (!answer.isEmpty()) {
            span.accept(GenAiAttributes.OUTPUT_MESSAGES, ContentJson.messages(answer));
        }
        if (!prompt.systemInstructions().isEmpty()) {
            span.accept(GenAiAttributes.SYSTEM_INSTRUCTIONS, ContentJson.parts(prompt.systemInstructions()));
        }
        if (!prompt.toolDefinitions().isEmpty()) {
            span.accept(GenAiAttributes.TOOL_DEFINITIONS, ContentJson.toolDefinitions(prompt.toolDefinitions()));
        }
    }

    private void emit(SpanContext span, Inference inference, Prompt prompt, List<Message> answer) {
        LogRecordBuilder event = events.logRecordBuilder()
                .setEventName(EVENT)
                .setContext(Context.root().with(Span.wrap(span)))
                .setAttribute(GenAiAttributes.OPERATION_NAME, inference.operationName())
                .setAttribute(
                        GenAiAttributes.PROVIDER_NAME, inference.provider().providerName());
        if (inference.model() != null) {
            event.setAttribute(GenAiAttributes.REQUEST_MODEL, SafeText.of(inference.model()));
        }
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
