/**
 * What is seen to on a connection to a provider's server: interim answers, and that calls which share one of HTTP/2 do not hold
 * each other up.
 *
 * <p>Enter by {@link dev.lintel.http.upstream.SharedConnection} or {@link dev.lintel.http.upstream.InterimAnswers}. It knows no provider.
 */
@NullMarked
package dev.lintel.http.upstream;

import org.jspecify.annotations.NullMarked;
