/**
 * Where a configuration stands: files that are there and can be read, names in them that somebody reads, variables that have an
 * effect.
 *
 * <p>Enter by {@link dev.lintel.process.sources.ConfigurationCheck} for what the mappings let pass, and by {@link
 * dev.lintel.process.sources.BrokenFile} for what nobody can read. It knows what is written, and not what it means.
 */
@NullMarked
package dev.lintel.process.sources;

import org.jspecify.annotations.NullMarked;
