package dev.lintel.callers;

import dev.lintel.callers.limits.Limits;
import dev.lintel.http.ApiError;
import dev.lintel.http.Glob;
import dev.lintel.http.RefusedException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One who may call.
 *
 * @param name what it is called in the configuration, on spans, in metrics and in the log
 * @param models that it may ask for, as it names them; empty for all
 * @param limits how much it may ask
 */
public record Caller(String name, List<Glob> models, Limits limits) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a name that cannot be one
     */
    public Caller {
        requireName(name);
        models = List.copyOf(models);
    }

    /**
     * Checks the name of a caller.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name for a caller: it has 1 to 64 letters, digits,"
                    + " '.', '_' and '-', and begins with a letter or a digit");
        }
    }

    /** Whether it may ask for any model. */
    public boolean mayUseAnyModel() {
        return models.isEmpty();
    }

    /**
     * Lets a call pass that asks for a model that the caller may ask for.
     *
     * @param model as the caller names it; null when the call names none that Lintel reads
     * @throws RefusedException for any other
     */
    public void requireModel(@Nullable String model) {
        if (mayUseAnyModel() || (model != null && models.stream().anyMatch(glob -> glob.matches(model)))) {
            return;
        }
        String message = model == null
                ? "Caller '" + name
                        + "' may use certain models only, and which one this call is for Lintel cannot read."
                : "Caller '" + name + "' may not use the model '" + shown(model) + "'.";
        throw new RefusedException(ApiError.invalidRequest(403, "model_not_allowed", "model", message));
    }

    private static String shown(String model) {
        return model.length() <= 100 ? model : model.substring(0, 100) + "...";
    }
}
