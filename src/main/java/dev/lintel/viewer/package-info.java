/**
 * The built-in trace viewer: the page and the answers for terminals and scripts at {@code /traces}, and the spans that it
 * shows, Lintel's own and those that other services send.
 *
 * <p>Enter by {@link dev.lintel.viewer.Viewer}. It serves routes of its own beside JAX-RS, and only when it is switched on; it
 * knows no other room.
 */
@NullMarked
package dev.lintel.viewer;

import org.jspecify.annotations.NullMarked;
