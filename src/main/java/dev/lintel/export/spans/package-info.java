/**
 * The way that spans take out of the process: each is written down as it ends, waits as bytes, is sent with others and is
 * counted.
 *
 * <p>Enter by {@link dev.lintel.export.spans.SpanExport}. The room must not know what calls are.
 */
@NullMarked
package dev.lintel.export.spans;

import org.jspecify.annotations.NullMarked;
