/**
 * A span as it is told, by Lintel itself or over OTLP, and how much of it is kept.
 *
 * <p>Enter by {@link dev.lintel.viewer.store.span.SpanDraft} for what comes in, and by {@link dev.lintel.viewer.store.span.TraceSpan}
 * for what is kept. It knows no other span.
 */
@NullMarked
package dev.lintel.viewer.store.span;

import org.jspecify.annotations.NullMarked;
