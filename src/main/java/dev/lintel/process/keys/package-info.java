/**
 * Which keys there are, of what kind, and how a fault of one is put into one line.
 *
 * <p>Enter by {@link dev.lintel.process.keys.KnownKeys} for the keys, and by {@link dev.lintel.process.keys.Wording} for the words.
 * It knows no value.
 */
@NullMarked
package dev.lintel.process.keys;

import org.jspecify.annotations.NullMarked;
