/**
 * What need not be configured: what is known of well-known providers, and what variables of the environment say.
 *
 * <p>Enter by {@link dev.lintel.providers.presets.ConfiguredProviders}. It reads variables, and sends nothing.
 */
@NullMarked
package dev.lintel.providers.presets;

import org.jspecify.annotations.NullMarked;
