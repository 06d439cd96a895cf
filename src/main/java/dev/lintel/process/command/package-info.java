/**
 * What the executable does when it is given a command, in the place of serving.
 *
 * <p>Enter by {@link dev.lintel.process.command.Commands}. No command starts the application.
 */
@NullMarked
package dev.lintel.process.command;

import org.jspecify.annotations.NullMarked;
