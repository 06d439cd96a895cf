/**
 * Traces as text, as JSON, and which of them a client wants.
 *
 * <p>Enter by {@link dev.lintel.viewer.representation.TraceText} and {@link dev.lintel.viewer.representation.TraceJson}.
 */
@NullMarked
package dev.lintel.viewer.representation;

import org.jspecify.annotations.NullMarked;
