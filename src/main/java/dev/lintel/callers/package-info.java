/**
 * Who may call, and how much: keys by their hashes, models, limits per minute, budgets per day.
 *
 * <p>Enter by {@link dev.lintel.callers.Callers}, which takes the key off a request, and {@link dev.lintel.callers.Charge}, by which one
 * call is reserved and settled. It knows no provider, and no price: what a call has cost is handed to it.
 */
@NullMarked
package dev.lintel.callers;

import org.jspecify.annotations.NullMarked;
