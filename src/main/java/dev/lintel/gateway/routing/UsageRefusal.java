package dev.lintel.gateway.routing;

import dev.lintel.openai.answer.AnswerCoding;
import dev.lintel.upstream.Exchange;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/** A provider's refusal of a request, held until it is known whether it refuses what Lintel has added to it. */
public final class UsageRefusal {

    private static final int MOST = 16 * 1024;
    private static final int BAD_REQUEST = 400;
    private static final int UNPROCESSABLE_CONTENT = 422;

    private Buffer content = Buffer.buffer(0);

    /** Whether an answer may be one: only when Lintel has added something, and it is a refusal that can be read. */
    public static boolean isPossible(CallTarget asked, Exchange answer) {
        return asked.asksUsage()
                && (answer.status() == BAD_REQUEST || answer.status() == UNPROCESSABLE_CONTENT)
                && AnswerCoding.of(answer.headers().get(HttpHeaders.CONTENT_ENCODING)) == AnswerCoding.NONE;
    }

    /** Takes the next of its content, and says whether that is not too much to be held. */
    public boolean take(Buffer piece) {
        content.appendBuffer(piece);
        return content.length() <= MOST;
    }

    /** What has been held. */
    public Buffer content() {
        return content;
    }

    /** Whether it names what Lintel has added. */
    public boolean namesWhatLintelAdded() {
        String text = content.toString(StandardCharsets.UTF_8);
        return text.contains("stream_options") || text.contains("include_usage");
    }
}
