package dev.lintel.openai.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks of the model besides its content. A value that is not written as the dialects have it is taken for
 * none: to refuse it is the provider's business. Texts are bounded.
 */
public final class RequestParameters {

    private static final int MAX_DIGITS = 32;
    private static final int MAX_TEXT = 256;
    private static final int MAX_TEXTS = 16;

    private @Nullable Long choiceCount;
    private @Nullable Long seed;
    private @Nullable Long maxTokens;
    private @Nullable Long dimensions;
    private @Nullable Double temperature;
    private @Nullable Double topP;
    private @Nullable Double topK;
    private @Nullable Double frequencyPenalty;
    private @Nullable Double presencePenalty;
    private @Nullable String serviceTier;
    private @Nullable String outputFormat;
    private @Nullable String encodingFormat;
    private @Nullable String conversation;
    private @Nullable String userId;
    private List<String> stopSequences = List.of();

    RequestParameters() {}

    /** {@code n}. */
    public Optional<Long> choiceCount() {
        return Optional.ofNullable(choiceCount);
    }

    /** {@code seed}. */
    public Optional<Long> seed() {
        return Optional.ofNullable(seed);
    }

    /** The most tokens that the answer may have, as each dialect names it. */
    public Optional<Long> maxTokens() {
        return Optional.ofNullable(maxTokens);
    }

    /** {@code dimensions} of an embedding. */
    public Optional<Long> dimensions() {
        return Optional.ofNullable(dimensions);
    }

    /** {@code temperature}. */
    public Optional<Double> temperature() {
        return Optional.ofNullable(temperature);
    }

    /** {@code top_p}. */
    public Optional<Double> topP() {
        return Optional.ofNullable(topP);
    }

    /** {@code top_k}. */
    public Optional<Double> topK() {
        return Optional.ofNullable(topK);
    }

    /** {@code frequency_penalty}. */
    public Optional<Double> frequencyPenalty() {
        return Optional.ofNullable(frequencyPenalty);
    }

    /** {@code presence_penalty}. */
    public Optional<Double> presencePenalty() {
        return Optional.ofNullable(presencePenalty);
    }

    /** {@code service_tier}. */
    public Optional<String> serviceTier() {
        return Optional.ofNullable(serviceTier);
    }

    /** The type of the format that is asked for: {@code text}, {@code json_object}, {@code json_schema}. */
    public Optional<String> outputFormat() {
        return Optional.ofNullable(outputFormat);
    }

    /** {@code encoding_format} of an embedding. */
    public Optional<String> encodingFormat() {
        return Optional.ofNullable(encodingFormat);
    }

    /** The conversation that the call belongs to, as the provider keeps it. */
    public Optional<String> conversation() {
        return Optional.ofNullable(conversation);
    }

    /** For whom the call is made: {@code metadata.user_id}. Coding agents say there in which session. */
    public Optional<String> userId() {
        return Optional.ofNullable(userId);
    }

    /** What ends the answer. */
    public List<String> stopSequences() {
        return stopSequences;
    }

    /** Reads the member {@code name}, of which the parser stands at the value's first token, if it is one of these. */
    void read(String name, JsonParser json) throws IOException {
        switch (name) {
            case "n" -> choiceCount = whole(json);
            case "seed" -> seed = whole(json);
            case "max_completion_tokens", "max_output_tokens" -> maxTokens = whole(json);
            case "max_tokens" -> maxTokens = maxTokens == null ? whole(json) : maxTokens;
            case "dimensions" -> dimensions = whole(json);
            case "temperature" -> temperature = real(json);
            case "top_p" -> topP = real(json);
            case "top_k" -> topK = real(json);
            case "frequency_penalty" -> frequencyPenalty = real(json);
            case "presence_penalty" -> presencePenalty = real(json);
            case "service_tier" -> serviceTier = text(json);
            case "encoding_format" -> encodingFormat = text(json);
            case "response_format" -> outputFormat = textWithin(json, "type");
            case "text" -> outputFormat = format(json);
            case "conversation" -> conversation = textWithin(json, "id");
            case "metadata" ->
                userId = json.currentToken() == JsonToken.START_OBJECT ? textWithin(json, "user_id") : null;
            case "stop", "stop_sequences" -> stopSequences = texts(json);
            default -> {}
        }
    }

    private static @Nullable Long whole(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT || json.getTextLength() > 18) {
            return null;
        }
        return json.getLongValue();
    }

    private static @Nullable Double real(JsonParser json) throws IOException {
        JsonToken token = json.currentToken();
        boolean number = token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT;
        if (!number || json.getTextLength() > MAX_DIGITS) {
            return null;
        }
        double value = json.getDoubleValue();
        return Double.isInfinite(value) ? null : value;
    }

    private static @Nullable String text(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            return null;
        }
        String text = json.getText();
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    private static List<String> texts(JsonParser json) throws IOException {
        List<String> texts = new ArrayList<>();
        if (json.currentToken() != JsonToken.START_ARRAY) {
            String only = text(json);
            return only == null ? List.of() : List.of(only);
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String text = text(json);
            if (text != null && texts.size() < MAX_TEXTS) {
                texts.add(text);
            }
            json.skipChildren();
        }
        return List.copyOf(texts);
    }

    /** A text, or the text that an object has as its member {@code name}. */
    private static @Nullable String textWithin(JsonParser json, String name) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return text(json);
        }
        String found = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean sought = json.currentName().equals(name);
            json.nextToken();
            if (sought) {
                found = text(json);
            }
            json.skipChildren();
        }
        return found;
    }

    private static @Nullable String format(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            return null;
        }
        String found = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean sought = json.currentName().equals("format");
            json.nextToken();
            if (sought) {
                found = textWithin(json, "type");
            }
            json.skipChildren();
        }
        return found;
    }
}
