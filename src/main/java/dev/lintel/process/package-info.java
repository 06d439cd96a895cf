/**
 * The life of the process: start, wiring, shutdown, OpenTelemetry's variables.
 *
 * <p>Nobody enters: the container does. It may know every room, and no room knows it.
 */
@NullMarked
package dev.lintel.process;

import org.jspecify.annotations.NullMarked;
