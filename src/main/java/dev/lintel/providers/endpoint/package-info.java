/**
 * Where the calls of one provider go, and how its kind of provider wants them written: paths, versions, credentials, what is
 * added to each, the way there.
 *
 * <p>Enter by {@link dev.lintel.providers.endpoint.Endpoint}. Immutable; it sends nothing.
 */
@NullMarked
package dev.lintel.providers.endpoint;

import org.jspecify.annotations.NullMarked;
