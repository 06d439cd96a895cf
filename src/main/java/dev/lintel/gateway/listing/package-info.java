/**
 * The list of the models of all providers.
 *
 * <p>Enter by {@link dev.lintel.gateway.listing.MergedModels}. It knows no call but by its telemetry.
 */
@NullMarked
package dev.lintel.gateway.listing;

import org.jspecify.annotations.NullMarked;
