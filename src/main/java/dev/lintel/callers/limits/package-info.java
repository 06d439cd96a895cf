/**
 * How much callers may ask: limits, what has been counted against them, and what is reserved.
 *
 * <p>Enter by {@link dev.lintel.callers.limits.Limiter}. It knows no keys and no HTTP but the fields that tell a caller what it has left.
 */
@NullMarked
package dev.lintel.callers.limits;

import org.jspecify.annotations.NullMarked;
