/**
 * The demo provider's answers in every dialect that Lintel understands, as JSON.
 *
 * <p>Enter by {@link dev.lintel.demo.answer.Endpoint}. Pure: it knows neither connections nor time.
 */
@NullMarked
package dev.lintel.demo.answer;

import org.jspecify.annotations.NullMarked;
