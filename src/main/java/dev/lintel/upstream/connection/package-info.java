/**
 * What carries one exchange with a provider: what is known of its connection, and how it is given up without harm to others.
 *
 * <p>Enter by {@link dev.lintel.upstream.connection.Carrier}. It knows no call and no provider.
 */
@NullMarked
package dev.lintel.upstream.connection;

import org.jspecify.annotations.NullMarked;
