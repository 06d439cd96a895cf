/**
 * How spans are written down: as the bytes that stand for them in OTLP, page by page, and what stands around those of one export.
 *
 * <p>Enter by {@link dev.lintel.export.spans.encoding.SpanPage}, then {@link dev.lintel.export.spans.encoding.SpanBatch}. Pure.
 */
@NullMarked
package dev.lintel.export.spans.encoding;

import org.jspecify.annotations.NullMarked;
