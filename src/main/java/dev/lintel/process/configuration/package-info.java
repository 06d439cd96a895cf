/**
 * What is checked of the configuration before anything is made of it.
 *
 * <p>Enter by {@link dev.lintel.process.configuration.EmptyEntries}. It knows the sections by their mappings, and makes nothing.
 */
@NullMarked
package dev.lintel.process.configuration;

import org.jspecify.annotations.NullMarked;
