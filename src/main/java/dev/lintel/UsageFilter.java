package dev.lintel;

import dev.lintel.openai.AnswerReader;
import dev.lintel.openai.UsageChunkFilter;
import dev.lintel.relay.AnswerFilter;
import dev.lintel.upstream.UpstreamResponse;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** Takes the usage that only Lintel has asked for out of an answer. */
final class UsageFilter implements AnswerFilter {

    private final UsageChunkFilter chunks = new UsageChunkFilter();

    private UsageFilter() {}

    /** A filter for {@code answer}; null when it is no stream, or one that cannot be read. */
    static @Nullable UsageFilter of(UpstreamResponse answer) {
        String encoding = answer.headers().get(HttpHeaders.CONTENT_ENCODING);
        boolean plain = encoding == null || encoding.strip().equalsIgnoreCase("identity");
        boolean stream = AnswerReader.isEventStream(answer.headers().get(HttpHeaders.CONTENT_TYPE));
        return plain && stream && answer.status() == 200 ? new UsageFilter() : null;
    }

    @Override
    public Buffer pass(Buffer piece) {
        return chunks.pass(piece);
    }

    @Override
    public Buffer rest() {
        return chunks.rest();
    }
}
