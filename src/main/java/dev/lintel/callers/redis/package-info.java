/**
 * Limits that several Lintels share by one Redis, and what holds while it is down.
 *
 * <p>Enter by {@link dev.lintel.callers.redis.SharedLimiter}. Nothing connects before the first call of a caller that has limits.
 */
@NullMarked
package dev.lintel.callers.redis;

import org.jspecify.annotations.NullMarked;
