/**
 * What is taken out of content before it is recorded.
 *
 * <p>Enter by {@link dev.lintel.telemetry.redaction.Redaction}. Pure.
 */
@NullMarked
package dev.lintel.telemetry.redaction;

import org.jspecify.annotations.NullMarked;
