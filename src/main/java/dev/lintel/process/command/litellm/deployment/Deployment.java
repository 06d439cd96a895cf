package dev.lintel.process.command.litellm.deployment;

import dev.lintel.process.command.litellm.file.Setting;

/**
 * One entry of {@code model_list} that Lintel can call.
 *
 * @param setting where it stands
 * @param group the name by which callers ask for it, alone or with others
 * @param model what the provider calls the model
 * @param order which are asked first: those of the lowest
 */
public record Deployment(Setting setting, String group, Endpoint endpoint, String model, double order) {

    /** A number that stands beside the model; 0 without. */
    public double share(String key) {
        return setting.get("litellm_params")
                .flatMap(params -> params.get(key))
                .map(value -> Math.max(0, value.number().orElse(0)))
                .orElse(0.0);
    }

    /** Whether callers may ask for many models by it. */
    public boolean isPattern() {
        return group.indexOf('*') >= 0;
    }
}
