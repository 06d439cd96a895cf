/**
 * JSON that is there whole, token by token.
 *
 * <p>Enter by {@link dev.lintel.wire.tokens.JsonTokens}.
 */
@NullMarked
package dev.lintel.wire.tokens;

import org.jspecify.annotations.NullMarked;
