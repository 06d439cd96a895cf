/**
 * The built-in provider that needs no key: it speaks every dialect that Lintel understands on a loopback port, as a provider
 * elsewhere would.
 *
 * <p>Enter by {@link dev.lintel.demo.DemoProvider}. For development and examples. It sends answers and knows no
 * dialect but for the WebSocket of the Responses API; the dialects are in {@code answer}.
 */
@NullMarked
package dev.lintel.demo;

import org.jspecify.annotations.NullMarked;
