/**
 * What is asked of the store: the words of a query, and what matches them.
 *
 * <p>Enter by {@link dev.lintel.viewer.store.query.TraceQuery}.
 */
@NullMarked
package dev.lintel.viewer.store.query;

import org.jspecify.annotations.NullMarked;
