/**
 * What is measured of the process itself: what it was built as, what it takes of the machine, and how late its event loops are.
 *
 * <p>Enter by {@link dev.lintel.process.metrics.ProcessMetrics}, which the container makes. The room knows nothing of calls.
 */
@NullMarked
package dev.lintel.process.metrics;

import org.jspecify.annotations.NullMarked;
