/**
 * Where Lintel listens: the section {@code listener}, TLS, the port for those who look after it, and clients that are slow.
 *
 * <p>Enter by {@link dev.lintel.process.listener.ListenerConfig}; the rest the container makes. It knows nothing of calls.
 */
@NullMarked
package dev.lintel.process.listener;

import org.jspecify.annotations.NullMarked;
