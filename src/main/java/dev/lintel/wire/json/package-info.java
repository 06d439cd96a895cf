/**
 * Reads JSON as its bytes come, cut anywhere.
 *
 * <p>Enter by {@link dev.lintel.wire.json.JsonScanner}. Pure: no I/O, and memory that does not grow with the text.
 */
@NullMarked
package dev.lintel.wire.json;

import org.jspecify.annotations.NullMarked;
