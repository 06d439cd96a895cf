/**
 * What a process says of itself: what was built, what it runs with, and the configuration that counts, without its secrets.
 *
 * <p>Enter by {@link dev.lintel.process.report.EffectiveConfig} and {@link dev.lintel.process.report.RunsWith}. It knows every
 * section of the configuration, and neither when it is asked nor by whom.
 */
@NullMarked
package dev.lintel.process.report;

import org.jspecify.annotations.NullMarked;
