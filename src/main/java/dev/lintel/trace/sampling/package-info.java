/**
 * Which traces are kept: percentages, thresholds, parents.
 *
 * <p>Enter by {@link dev.lintel.trace.sampling.RandomSampler}. Arithmetic and rules; all that it
 * remembers is how many traces began in the last seconds.
 */
@NullMarked
package dev.lintel.trace.sampling;

import org.jspecify.annotations.NullMarked;
