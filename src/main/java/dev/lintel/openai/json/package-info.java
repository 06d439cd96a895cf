/**
 * JSON values of requests, read within bounds, and JSON that stands within a text.
 *
 * <p>Enter by {@link dev.lintel.openai.json.JsonValue}.
 */
@NullMarked
package dev.lintel.openai.json;

import org.jspecify.annotations.NullMarked;
