/**
 * What every HTTP hop of Lintel needs and no dialect knows: end-to-end header fields, whole bodies under one bound, giving
 * up an unread body, codings, media types, the error envelope.
 *
 * <p>Many doors, each a small type. It must not know providers, dialects or telemetry.
 */
@NullMarked
package dev.lintel.http;

import org.jspecify.annotations.NullMarked;
