package dev.lintel.demo.answer;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of texts, each of length 1. The same text has the same vector always, and texts with many words in common have
 * vectors near each other.
 */
final class EmbeddingsAnswer implements Answer {

    private static final int USUAL_DIMENSIONS = 256;
    private static final int MAX_DIMENSIONS = 3072;
    private static final int MAX_TEXTS = 2048;
    private static final int FEATURES_OF_A_WORD = 16;
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");

    private final JsonObject request;
    private final List<?> texts;
    private final int dimensions;

    EmbeddingsAnswer(JsonObject request) {
        this.request = request;
        this.texts = texts(request.getValue("input"));
        if (texts.isEmpty() || texts.size() > MAX_TEXTS) {
            throw new IllegalArgumentException("input must be a text or 1 to " + MAX_TEXTS + " texts.");
        }
        this.dimensions = dimensions(request.getValue("dimensions"));
    }

    private static int dimensions(@Nullable Object asked) {
        if (asked == null) {
            return USUAL_DIMENSIONS;
        }
        if (asked instanceof Integer number && number >= 1 && number <= MAX_DIMENSIONS) {
            return number;
        }
        throw new IllegalArgumentException("dimensions must be a number from 1 to " + MAX_DIMENSIONS + ".");
    }

    // A list of numbers is one text, as tokens.
    private static List<?> texts(@Nullable Object input) {
        if (input instanceof JsonArray list && (list.isEmpty() || !(list.getValue(0) instanceof Number))) {
            return list.getList();
        }
        return input == null ? List.of() : List.of(input);
    }

    @Override
    public JsonObject whole() {
        JsonArray data = new JsonArray();
        for (Object text : texts) {
            float[] vector = vector(String.valueOf(text));
            data.add(new JsonObject()
                    .put("object", "embedding")
                    .put("index", data.size())
                    .put(
                            "embedding",
                            "base64".equals(request.getValue("encoding_format")) ? base64(vector) : numbers(vector)));
        }
        return new JsonObject()
                .put("object", "list")
                .put("data", data)
                .put("model", DemoModel.NAME)
                .put("usage", usage());
    }

    private JsonObject usage() {
        JsonObject usage = new TokenUsage(TokenUsage.count(request, "input"), 0).ofCompletion();
        usage.remove("completion_tokens");
        return usage;
    }

    private float[] vector(String text) {
        float[] vector = new float[dimensions];
        Matcher words = WORD.matcher(text.toLowerCase(Locale.ROOT));
        while (words.find()) {
            SplittableRandom features = new SplittableRandom(words.group().hashCode());
            for (int feature = 0; feature < FEATURES_OF_A_WORD; feature++) {
                vector[features.nextInt(dimensions)] += features.nextBoolean() ? 1f : -1f;
            }
        }
        double length = length(vector);
        if (length == 0) {
            // It has no words, or their features cancel out, but no vector of a text is without a direction.
            vector[0] = 1;
            return vector;
        }
        for (int component = 0; component < dimensions; component++) {
            vector[component] /= (float) length;
        }
        return vector;
    }

    private static double length(float[] vector) {
        double square = 0;
        for (float component : vector) {
            square += component * component;
        }
        return Math.sqrt(square);
    }

    private static JsonArray numbers(float[] vector) {
        JsonArray numbers = new JsonArray();
        for (float component : vector) {
            numbers.add(component);
        }
        return numbers;
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
