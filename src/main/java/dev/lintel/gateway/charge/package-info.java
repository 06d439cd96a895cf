/**
 * What a call takes of its caller's limits: who it is let in as, what it may need, what it has used.
 *
 * <p>Enter by {@link dev.lintel.gateway.charge.CallCharge}. How much is left, and of what, the room of callers knows.
 */
@NullMarked
package dev.lintel.gateway.charge;

import org.jspecify.annotations.NullMarked;
