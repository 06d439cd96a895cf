/**
 * What goes wrong between Lintel and a provider, and what it is called.
 *
 * <p>Enter by {@link dev.lintel.upstream.failure.UpstreamException}; {@link dev.lintel.upstream.failure.Obstacle} is the list. It
 * knows no exchange.
 */
@NullMarked
package dev.lintel.upstream.failure;

import org.jspecify.annotations.NullMarked;
