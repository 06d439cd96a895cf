package dev.lintel.openai.request;

import dev.lintel.wire.tokens.JsonTokens;
import dev.lintel.wire.tokens.JsonTokens.Token;
import dev.lintel.wire.tokens.MalformedJsonException;
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

    /** The members that are read. */
    static final List<String> NAMES = List.of(
            "n",
            "seed",
            "max_completion_tokens",
            "max_output_tokens",
            "max_tokens",
            "dimensions",
            "temperature",
            "top_p",
            "top_k",
            "frequency_penalty",
            "presence_penalty",
            "service_tier",
            "encoding_format",
            "response_format",
            "text",
            "conversation",
            "metadata",
            "stop",
            "stop_sequences");

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

    /** Reads the member {@code name}, of which the value's first token stands there, if it is one of these. */
    void read(String name, JsonTokens json) throws MalformedJsonException {
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
            case "metadata" -> userId = json.current() == Token.BEGIN_OBJECT ? textWithin(json, "user_id") : null;
            case "stop", "stop_sequences" -> stopSequences = texts(json);
            default -> {}
        }
    }

    private static @Nullable Long whole(JsonTokens json) throws MalformedJsonException {
        if (json.current() != Token.INTEGER || json.end() - json.start() > 18) {
            return null;
        }
        return Long.parseLong(json.number());
    }

    private static @Nullable Double real(JsonTokens json) throws MalformedJsonException {
        Token token = json.current();
        boolean number = token == Token.INTEGER || token == Token.DECIMAL;
        if (!number || json.end() - json.start() > MAX_DIGITS) {
            return null;
        }
        double value = Double.parseDouble(json.number());
        return Double.isInfinite(value) ? null : value;
    }

    private static @Nullable String text(JsonTokens json) throws MalformedJsonException {
        if (json.current() != Token.STRING) {
            return null;
        }
        String text = json.text();
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }

    private static List<String> texts(JsonTokens json) throws MalformedJsonException {
        List<String> texts = new ArrayList<>();
        if (json.current() != Token.BEGIN_ARRAY) {
            String only = text(json);
            return only == null ? List.of() : List.of(only);
        }
        while (json.next() != Token.END_ARRAY) {
            String text = text(json);
            if (text != null && texts.size() < MAX_TEXTS) {
                texts.add(text);
            }
            json.skip();
        }
        return List.copyOf(texts);
    }

    /** A text, or the text that an object has as its member {@code name}. */
    private static @Nullable String textWithin(JsonTokens json, String name) throws MalformedJsonException {
        if (json.current() != Token.BEGIN_OBJECT) {
            return text(json);
        }
        String found = null;
        while (json.next() == Token.NAME) {
            boolean sought = json.isNamed(name);
            json.next();
            if (sought) {
                found = text(json);
            }
            json.skip();
        }
        return found;
    }

    private static @Nullable String format(JsonTokens json) throws MalformedJsonException {
        if (json.current() != Token.BEGIN_OBJECT) {
            return null;
        }
        String found = null;
        while (json.next() == Token.NAME) {
            boolean sought = json.isNamed("format");
            json.next();
            if (sought) {
                found = textWithin(json, "type");
            }
            json.skip();
        }
        return found;
    }
}
