/**
 * Reads from a request what is to be asked of which provider.
 *
 * <p>Enter by {@link dev.lintel.gateway.routing.RequestReader}. It sends nothing.
 */
@NullMarked
package dev.lintel.gateway.routing;

import org.jspecify.annotations.NullMarked;
