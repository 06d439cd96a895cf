package dev.lintel.callers.prices.file;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.lintel.callers.prices.PriceList;
import dev.lintel.callers.prices.Prices;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads price files. Which of the two forms one has is seen from how it begins. */
public final class PriceFile {

    private static final long MOST_BYTES = 64 * 1024 * 1024;

    // Names of models are many, and each stands there once.
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private PriceFile() {}

    /**
     * What the file says of prices. Blocks while it reads.
     *
     * @throws IllegalArgumentException with one line that names the file and its fault
     */
    public static Prices read(String name) {
        Path file = Path.of(name);
        try {
            requireReadable(file);
            try (InputStream bytes = Files.newInputStream(file);
                    JsonParser parser = JSON.createParser(bytes)) {
                return new Prices(whole(parser));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + ": it cannot be read (" + e.getClass().getSimpleName() + ")", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static void requireReadable(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(Files.exists(file) ? "it is not a file" : "there is no such file");
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new IllegalArgumentException("it has more than 64 MiB");
        }
    }

    private static PriceList whole(JsonParser parser) throws IOException {
        try {
            return list(parser);
        } catch (JsonProcessingException e) {
            // Its own words may quote the file, which may be another one by mistake.
            JsonLocation at = parser.currentLocation();
            throw new IllegalArgumentException(
                    "it is no JSON, or broken, at line " + at.getLineNr() + ", column " + at.getColumnNr(), e);
        }
    }

    private static PriceList list(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new IllegalArgumentException("it is empty");
        }
        PriceList list = switch (first) {
            case START_OBJECT -> new LiteLlmForm(new PriceJson(parser, "LiteLLM")).read();
            case START_ARRAY -> new GenAiPricesForm(new PriceJson(parser, "genai-prices")).read();
            default -> throw new IllegalArgumentException("it is in the form of neither LiteLLM nor genai-prices");
        };
        if (parser.nextToken() != null) {
            throw new IllegalArgumentException("something follows its end");
        }
        return list;
    }
}
