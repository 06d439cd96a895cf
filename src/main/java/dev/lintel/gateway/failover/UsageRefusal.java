package dev.lintel.gateway.failover;

import dev.lintel.gateway.routing.CallTarget;
import dev.lintel.openai.answer.AnswerCoding;
import dev.lintel.upstream.Exchange;
import dev.lintel.wire.Gunzip;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/** A provider's refusal of a request, held until it is known whether it refuses what Lintel has added to it. */
final class UsageRefusal {

    private static final int MOST = 16 * 1024;
    private static final int BAD_REQUEST = 400;
    private static final int UNPROCESSABLE_CONTENT = 422;

    private final boolean gzipped;
    private final Buffer content = Buffer.buffer(0);

    /** Of an answer that {@linkplain #isPossible may be one}. */
    UsageRefusal(Exchange answer) {
        gzipped = coding(answer) == AnswerCoding.GZIP;
    }

    /** Whether an answer may be one: only when Lintel has added something, and it is a refusal that can be read. */
    static boolean isPossible(CallTarget asked, Exchange answer) {
        return asked.asksUsage()
                && (answer.status() == BAD_REQUEST || answer.status() == UNPROCESSABLE_CONTENT)
                && coding(answer) != AnswerCoding.OTHER;
    }

    /** Takes the next of its content, and says whether that is not too much to be held. */
    boolean take(Buffer piece) {
        content.appendBuffer(piece);
        return content.length() <= MOST;
    }

    /** What has been held. */
    Buffer content() {
        return content;
    }

    /** Whether it names what Lintel has added. */
    boolean namesWhatLintelAdded() {
        String text = (gzipped ? inflated() : content).toString(StandardCharsets.UTF_8);
        return text.contains("stream_options") || text.contains("include_usage");
    }

    // Some send gzip though nobody has asked for it.
    private Buffer inflated() {
        Buffer plain = Buffer.buffer();
        try (Gunzip gunzip = new Gunzip(
                (bytes, from, to) -> plain.appendBytes(bytes, from, Math.min(to - from, MOST - plain.length())))) {
            gunzip.feed(content.getBytes(), 0, content.length());
        }
        return plain;
    }

    private static AnswerCoding coding(Exchange answer) {
        return AnswerCoding.of(answer.headers().get(HttpHeaders.CONTENT_ENCODING));
    }
}
