/**
 * Readers of bytes as they come, cut anywhere: JSON, event streams, gzip. They keep nothing but what is asked for.
 *
 * <p>Enter by {@link dev.lintel.wire.json.JsonScanner}, {@link dev.lintel.wire.EventStream} or
 * {@link dev.lintel.wire.Gunzip}. The room does not know what the bytes are about.
 */
@NullMarked
package dev.lintel.wire;

import org.jspecify.annotations.NullMarked;
