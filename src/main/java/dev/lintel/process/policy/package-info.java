/**
 * What the sections of the configuration mean, checked: one function for the start, for a reload and for {@code --check}.
 *
 * <p>Enter by {@link dev.lintel.process.policy.Rules} for what can be reloaded and {@link dev.lintel.process.policy.FixedRules}
 * for what cannot. It knows how the configuration is read, and not when.
 */
@NullMarked
package dev.lintel.process.policy;

import org.jspecify.annotations.NullMarked;
