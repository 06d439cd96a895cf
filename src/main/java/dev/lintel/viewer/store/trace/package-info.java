/**
 * A trace as the viewer keeps it: its spans, their tree, their times.
 *
 * <p>Enter by {@link dev.lintel.viewer.store.trace.Trace}, and by {@link dev.lintel.viewer.store.trace.SpanDraft} for what comes in. It
 * must not know where traces are kept, or who asks for them.
 */
@NullMarked
package dev.lintel.viewer.store.trace;

import org.jspecify.annotations.NullMarked;
