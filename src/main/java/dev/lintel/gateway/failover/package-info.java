/**
 * The attempts to have one call answered, at one target or several. Enter by {@link dev.lintel.gateway.failover.Attempts}. Knows
 * nothing of the client but that nothing has been passed on to it yet.
 */
@org.jspecify.annotations.NullMarked
package dev.lintel.gateway.failover;
