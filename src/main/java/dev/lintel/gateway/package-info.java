/**
 * The way of a call: the router's entry, the call and its steps, the relay of its answer, refusals, the models endpoint.
 *
 * <p>Enter by {@link dev.lintel.gateway.Gateway#relays}; the way itself is {@link dev.lintel.gateway.Call}. Nothing of it knows
 * the viewer or the life of the process.
 */
@NullMarked
package dev.lintel.gateway;

import org.jspecify.annotations.NullMarked;
