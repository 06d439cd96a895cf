/**
 * What Lintel itself asks of providers: which models they have. Enter by {@link
 * dev.lintel.upstream.listing.ModelListings}. Knows nothing of calls.
 */
@org.jspecify.annotations.NullMarked
package dev.lintel.upstream.listing;
