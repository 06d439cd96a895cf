/**
 * The hall: the front door and the order of things.
 *
 * <p>Enter by {@link dev.lintel.GatewayResource}. Here stand the endpoints, the one method that shows the way of a call,
 * the one place where a failure becomes HTTP, and the wiring of the rooms. It parses nothing itself.
 */
@NullMarked
package dev.lintel;

import org.jspecify.annotations.NullMarked;
