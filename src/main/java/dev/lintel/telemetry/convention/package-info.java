/**
 * The names of the semantic conventions, and how texts of callers are bounded: one place for a later version to touch.
 *
 * <p>Many doors, each a table. It knows no other room.
 */
@NullMarked
package dev.lintel.telemetry.convention;

import org.jspecify.annotations.NullMarked;
