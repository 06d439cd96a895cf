/**
 * A configuration file of LiteLLM's proxy, setting by setting with its lines, and what is remarked on those.
 *
 * <p>Enter by {@link dev.lintel.process.command.litellm.file.LiteLlmFile}. It knows the form of the file and nothing of what is
 * made of it.
 */
@NullMarked
package dev.lintel.process.command.litellm.file;

import org.jspecify.annotations.NullMarked;
