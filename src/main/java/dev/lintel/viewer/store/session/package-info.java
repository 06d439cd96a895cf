/**
 * Sessions: the traces that belong together, by what their spans say of the conversation. Nothing of them is kept beside the
 * traces.
 *
 * <p>Enter by {@link dev.lintel.viewer.store.session.Sessions}. It must not know who asks.
 */
@NullMarked
package dev.lintel.viewer.store.session;

import org.jspecify.annotations.NullMarked;
