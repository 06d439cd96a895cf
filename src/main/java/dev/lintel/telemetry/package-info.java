/**
 * What is recorded of each call, and what is made of it when it has ended: spans, metrics, the access line, captured content.
 *
 * <p>Enter by {@link dev.lintel.telemetry.Telemetry}. The room only listens: it decides nothing and never speaks to an exporter.
 */
@NullMarked
package dev.lintel.telemetry;

import org.jspecify.annotations.NullMarked;
