/**
 * Who serves which model: providers, their credentials, routes and aliases, as configured.
 *
 * <p>Enter by {@link dev.lintel.providers.Providers}. Immutable; it sends nothing.
 */
@NullMarked
package dev.lintel.providers;

import org.jspecify.annotations.NullMarked;
