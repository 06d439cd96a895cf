/**
 * Another configuration while Lintel runs: when it is looked for, and how it takes the place of the one before.
 *
 * <p>Nobody enters: it watches files and listens for SIGHUP by itself. It knows how rules are made and hands them to the gateway.
 */
@NullMarked
package dev.lintel.process.reload;

import org.jspecify.annotations.NullMarked;
