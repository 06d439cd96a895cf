package dev.lintel.openai.content.prompt;

import dev.lintel.openai.content.ContentBudget;
import dev.lintel.openai.content.Part;
import dev.lintel.openai.json.JsonString;
import dev.lintel.openai.json.JsonValue;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is sent along with a message: where it is, or of which kind and length the bytes are. */
final class Attachment {

    static final String DOCUMENT = "document";

    // More than any media type needs, and far less than an image.
    private static final int MAX_PREAMBLE = 256;

    private static final Map<String, String> AUDIO_TYPES = Map.of("mp3", "audio/mpeg");

    private Attachment() {}

    /** Something by its URL, which may hold the bytes itself. */
    static Part byUrl(String modality, JsonValue url, ContentBudget budget) {
        String beginning = url.string().beginning(MAX_PREAMBLE);
        if (beginning.regionMatches(true, 0, "data:", 0, "data:".length())) {
            return byDataUrl(modality, beginning, url.string());
        }
        String told = budget.text(url);
        return new Part.Uri(modality, null, told == null ? "" : told);
    }

    /** Something by the provider's id of it. */
    static Part byId(String modality, JsonValue id, ContentBudget budget) {
        return new Part.File(modality, null, budget.nameOr("", id));
    }

    /** Bytes in base64, as a data URL or without that around them. */
    static Part inline(String modality, @Nullable String mimeType, JsonValue content) {
        JsonString string = content.string();
        String beginning = string.beginning(MAX_PREAMBLE);
        return beginning.startsWith("data:")
                ? byDataUrl(modality, beginning, string)
                : new Part.Blob(modality(modality, mimeType), mimeType, decodedLength(string, 0));
    }

    /** The media type of audio in a format such as {@code wav}. */
    static @Nullable String audioType(@Nullable String format) {
        if (format == null) {
            return null;
        }
        String name = format.toLowerCase(Locale.ROOT);
        return AUDIO_TYPES.getOrDefault(name, "audio/" + name);
    }

    private static Part byDataUrl(String modality, String beginning, JsonString url) {
        int comma = beginning.indexOf(',');
        String preamble = beginning.substring("data:".length(), comma < 0 ? beginning.length() : comma);
        String type = preamble.split(";", -1)[0].strip();
        String mimeType = comma < 0 || type.isEmpty() ? null : type;
        long size = preamble.endsWith(";base64") ? decodedLength(url, comma + 1) : url.length() - comma - 1L;
        return new Part.Blob(modality(modality, mimeType), mimeType, size);
    }

    private static String modality(String otherwise, @Nullable String mimeType) {
        if (mimeType == null || !otherwise.equals(DOCUMENT)) {
            return otherwise;
        }
        String kind = mimeType.split("/", -1)[0];
        return switch (kind) {
            case "image", "audio", "video" -> kind;
            default -> otherwise;
        };
    }

    private static long decodedLength(JsonString base64, int from) {
        int padding = base64.endsWith('=', 0) ? base64.endsWith('=', 1) ? 2 : 1 : 0;
        return Math.max(0, (base64.length() - from - padding) * 3L / 4);
    }
}
