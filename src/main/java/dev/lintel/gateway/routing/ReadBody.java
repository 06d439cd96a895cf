package dev.lintel.gateway.routing;

import dev.lintel.http.body.ContentCoding;
import dev.lintel.openai.request.RequestOutline;
import io.vertx.core.buffer.Buffer;

/**
 * A body that has been read.
 *
 * @param content as it came
 * @param coding that it came in
 * @param json without that coding
 */
record ReadBody(Buffer content, ContentCoding coding, Buffer json, RequestOutline outline) {}
