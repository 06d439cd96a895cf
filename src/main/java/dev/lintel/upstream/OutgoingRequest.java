package dev.lintel.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import java.util.Optional;

/**
 * What is asked of a provider.
 *
 * @param method as the client sent it
 * @param path what follows the provider's base URL, with a slash in front and the query as it came
 * @param headers as the client sent them; only read
 * @param acceptEncoding the codings that the answer may have, in the place of those that the client accepts; empty for
 *     those
 * @param body what is sent with it
 */
public record OutgoingRequest(
        HttpMethod method, String path, MultiMap headers, Optional<String> acceptEncoding, Body body) {

    /** A request's content. */
    public sealed interface Body {}

    /** No content. */
    public record NoBody() implements Body {}

    /** Content that has been read whole; an encoding it came in has been taken off unless {@code encoded}. */
    public record WholeBody(Buffer content, boolean encoded) implements Body {}

    /** Content that is passed on as it comes, no faster than the provider takes it. */
    public record StreamedBody(ReadStream<Buffer> content) implements Body {}
}
