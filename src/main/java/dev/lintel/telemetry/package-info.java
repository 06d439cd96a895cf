/**
 * What is told of each call: spans of what Lintel does for it, and metrics.
 *
 * <p>Enter by {@link dev.lintel.telemetry.Telemetry}. The room only listens: it hears the attempts, to each of which it
 * gives its {@code traceparent}, and sees the answer pass. It decides nothing and never speaks to an exporter.
 */
@NullMarked
package dev.lintel.telemetry;

import org.jspecify.annotations.NullMarked;
