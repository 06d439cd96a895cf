/**
 * Whether a provider may be asked just now: its breaker, and how many calls it has under way. Enter by {@link
 * dev.lintel.providers.availability.Availability}. Knows neither providers nor calls.
 */
@org.jspecify.annotations.NullMarked
package dev.lintel.providers.availability;
