package dev.lintel.gateway.routing;

import dev.lintel.openai.request.RequestOutline;
import io.vertx.core.buffer.Buffer;

/**
 * A body that has been read.
 *
 * @param content as it came
 * @param json without the coding that it came in
 */
public record ReadBody(Buffer content, boolean gzipped, Buffer json, RequestOutline outline) {}
