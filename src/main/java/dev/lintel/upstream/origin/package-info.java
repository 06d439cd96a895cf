/**
 * The clients that providers are called with, one for all that need nothing of their own, and what of a provider's endpoint each
 * request needs.
 *
 * <p>Enter by {@link dev.lintel.upstream.origin.Origins}. It knows no call.
 */
@NullMarked
package dev.lintel.upstream.origin;

import org.jspecify.annotations.NullMarked;
