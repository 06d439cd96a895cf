/**
 * What is seen to on a connection as a whole: its time limits, how many requests wait on one, its last answer, where it comes
 * from.
 *
 * <p>Many doors, each a small type. It knows neither bodies nor header fields, but for those by which proxies say whom they speak for.
 */
@NullMarked
package dev.lintel.http.connection;

import org.jspecify.annotations.NullMarked;
