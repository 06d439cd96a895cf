/**
 * How spans are written down: each as the bytes that stand for it in OTLP, and what stands around those of one export.
 *
 * <p>Enter by {@link dev.lintel.export.spans.encoding.SpanEncoder}, then {@link dev.lintel.export.spans.encoding.SpanBatch}. Pure.
 */
@NullMarked
package dev.lintel.export.spans.encoding;

import org.jspecify.annotations.NullMarked;
