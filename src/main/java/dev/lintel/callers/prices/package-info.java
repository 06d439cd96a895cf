/**
 * What calls cost, by a price file in LiteLLM's or genai-prices' form. Enter by
 * {@link dev.lintel.callers.prices.Prices}; {@code file} reads one. Nothing is fetched here, and no call is known.
 */
@NullMarked
package dev.lintel.callers.prices;

import org.jspecify.annotations.NullMarked;
