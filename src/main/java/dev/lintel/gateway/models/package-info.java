/**
 * The list of the models of all providers.
 *
 * <p>Enter by {@link dev.lintel.gateway.models.MergedModels}. It knows no call but by its telemetry.
 */
@NullMarked
package dev.lintel.gateway.models;

import org.jspecify.annotations.NullMarked;
