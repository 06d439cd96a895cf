/**
 * How the deployments of LiteLLM's {@code model_list} are called: address, key, what is sent along, how long is waited.
 *
 * <p>Enter by {@link dev.lintel.process.command.litellm.deployment.ModelList}. It looks at one deployment at a time, and knows
 * nothing of how calls are shared between them.
 */
@NullMarked
package dev.lintel.process.command.litellm.deployment;

import org.jspecify.annotations.NullMarked;
