package dev.lintel.openai.content;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.lintel.openai.json.EmbeddedJson;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Content as compact JSON, by the schemas of the GenAI conventions 1.41.0. */
public final class ContentJson {

    private static final JsonFactory JSON = new JsonFactory();

    private ContentJson() {}

    /** A piece of JSON being written. */
    private interface Writing {
        void to(JsonGenerator json) throws IOException;
    }

    /** By the schema of input messages, and of output messages where each has its finish reason. */
    public static String messages(List<Message> messages) {
        return written(json -> {
            json.writeStartArray();
            for (Message message : messages) {
                json.writeStartObject();
                json.writeStringField("role", message.role());
                json.writeFieldName("parts");
                write(message.parts(), json);
                writeUnlessNull("finish_reason", message.finishReason(), json);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    /** By the schema of system instructions. */
    public static String parts(List<Part> parts) {
        return written(json -> write(parts, json));
    }

    /** By the schema of tool definitions. */
    public static String toolDefinitions(List<ToolDefinition> tools) {
        return written(json -> {
            json.writeStartArray();
            for (ToolDefinition tool : tools) {
                json.writeStartObject();
                json.writeStringField("type", tool.type());
                json.writeStringField("name", tool.name());
                writeUnlessNull("description", tool.description(), json);
                writeStructure("parameters", tool.parameters(), json);
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private static String written(Writing content) {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            content.to(json);
        } catch (IOException e) {
            throw new UncheckedIOException("A StringWriter does not fail", e);
        }
        return out.toString();
    }

    private static void write(List<Part> parts, JsonGenerator json) throws IOException {
        json.writeStartArray();
        for (Part part : parts) {
            json.writeStartObject();
            writeFields(part, json);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeFields(Part part, JsonGenerator json) throws IOException {
        if (part instanceof Part.Text text) {
            json.writeStringField("type", "text");
            json.writeStringField("content", text.content());
        } else if (part instanceof Part.Reasoning reasoning) {
            json.writeStringField("type", "reasoning");
            json.writeStringField("content", reasoning.content());
        } else if (part instanceof Part.ToolCall call) {
            json.writeStringField("type", "tool_call");
            writeUnlessNull("id", call.id(), json);
            json.writeStringField("name", call.name());
            writeStructureOrText("arguments", call.arguments(), json);
        } else if (part instanceof Part.ToolCallResponse response) {
            json.writeStringField("type", "tool_call_response");
            writeUnlessNull("id", response.id(), json);
            writeStructureOrText("response", response.response(), json);
        } else if (part instanceof Part.Generic generic) {
            json.writeStringField("type", generic.type());
            writeUnlessNull("content", generic.content(), json);
        } else {
            writeAttachment(part, json);
        }
    }

    private static void writeAttachment(Part part, JsonGenerator json) throws IOException {
        if (part instanceof Part.Blob blob) {
            writeReference("blob", blob.modality(), blob.mimeType(), json);
            // The schema wants content. How much there was stands beside it.
            json.writeStringField("content", "");
            json.writeNumberField("size", blob.size());
        } else if (part instanceof Part.File file) {
            writeReference("file", file.modality(), file.mimeType(), json);
            json.writeStringField("file_id", file.fileId());
        } else if (part instanceof Part.Uri uri) {
            writeReference("uri", uri.modality(), uri.mimeType(), json);
            json.writeStringField("uri", uri.uri());
        }
    }

    private static void writeReference(String type, String modality, @Nullable String mimeType, JsonGenerator json)
            throws IOException {
        json.writeStringField("type", type);
        json.writeStringField("modality", modality);
        writeUnlessNull("mime_type", mimeType, json);
    }

    private static void writeUnlessNull(String name, @Nullable String value, JsonGenerator json) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    private static void writeStructureOrText(String name, @Nullable String value, JsonGenerator json)
            throws IOException {
        if (value != null) {
            Optional<String> structure = EmbeddedJson.compact(value);
            if (structure.isPresent()) {
                json.writeFieldName(name);
                json.writeRawValue(structure.get());
            } else {
                json.writeStringField(name, value);
            }
        }
    }

    private static void writeStructure(String name, @Nullable String value, JsonGenerator json) throws IOException {
        Optional<String> structure = value == null ? Optional.empty() : EmbeddedJson.compact(value);
        if (structure.isPresent()) {
            json.writeFieldName(name);
            json.writeRawValue(structure.get());
        }
    }
}
