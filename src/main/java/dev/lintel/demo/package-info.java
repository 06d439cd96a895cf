/**
 * The built-in provider that needs no key: it speaks OpenAI's wire on a loopback port, as a provider elsewhere would.
 *
 * <p>Enter by {@link dev.lintel.demo.DemoProvider}. For development and examples; it knows no other room.
 */
@NullMarked
package dev.lintel.demo;

import org.jspecify.annotations.NullMarked;
