/**
 * Which traces are kept.
 *
 * <p>Enter by {@link dev.lintel.sampling.RandomSampler}. Pure arithmetic and rules; it knows no other room.
 */
@NullMarked
package dev.lintel.sampling;

import org.jspecify.annotations.NullMarked;
