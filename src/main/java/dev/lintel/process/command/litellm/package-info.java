/**
 * {@code lintel import litellm FILE}: the configuration of LiteLLM's proxy, written as Lintel has it, and what of it has no
 * counterpart.
 *
 * <p>Enter by {@link dev.lintel.process.command.litellm.LiteLlmImport}. It reads one file and prints; it asks nobody, looks at no
 * variable of the environment, and prints no key that stands in the file.
 */
@NullMarked
package dev.lintel.process.command.litellm;

import org.jspecify.annotations.NullMarked;
