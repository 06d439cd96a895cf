/**
 * Which traces are kept: percentages, thresholds, parents.
 *
 * <p>Enter by {@link dev.lintel.trace.sampling.RandomSampler}. Pure arithmetic and rules.
 */
@NullMarked
package dev.lintel.trace.sampling;

import org.jspecify.annotations.NullMarked;
