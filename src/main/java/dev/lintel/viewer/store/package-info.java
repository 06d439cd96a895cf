/**
 * What the viewer keeps: spans in traces, in bounded memory, and what can be asked about them.
 *
 * <p>Enter by {@link dev.lintel.viewer.store.TraceStore}, which one thread owns. Nothing here knows how spans arrive or how
 * they are shown.
 */
@NullMarked
package dev.lintel.viewer.store;

import org.jspecify.annotations.NullMarked;
