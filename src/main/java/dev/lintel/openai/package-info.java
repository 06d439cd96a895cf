/**
 * The dialects: what may be asked, what requests and answers say.
 *
 * <p>Enter by {@link dev.lintel.openai.Operation}, and by the rooms inside. Pure: no I/O, no configuration, no telemetry.
 */
@NullMarked
package dev.lintel.openai;

import org.jspecify.annotations.NullMarked;
