/**
 * A trace as the viewer keeps it: its spans, their tree, their times, and what they come to.
 *
 * <p>Enter by {@link dev.lintel.viewer.store.trace.Trace}. It must not know where traces are kept, or who asks for them.
 */
@NullMarked
package dev.lintel.viewer.store.trace;

import org.jspecify.annotations.NullMarked;
