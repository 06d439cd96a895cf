/**
 * Reads price files, each form by a reader of its own. Enter by {@link dev.lintel.callers.prices.file.PriceFile}. At the start
 * only: it blocks.
 */
@NullMarked
package dev.lintel.callers.prices.file;

import org.jspecify.annotations.NullMarked;
