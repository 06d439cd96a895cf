package dev.lintel.process.sources;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import io.smallrye.config.SmallRyeConfig;
import java.util.ArrayList;
import java.util.List;

/** Refuses what the mappings let pass and nobody can mean. */
public final class ConfigurationCheck {

    /** Of what listens in the end, where {@code PORT} may say it. */
    private static final String PORT = "quarkus.http.port";

    private static final int MAX_PORT = 65_535;

    private ConfigurationCheck() {}

    /**
     * Looks at a configuration that the mappings have read.
     *
     * @throws ConfigValidationException with each fault, by its key or variable
     */
    public static void check(SmallRyeConfig config) {
        List<String> faults = new ArrayList<>();
        int port = config.getOptionalValue(PORT, Integer.class).orElse(0);
        if (port < 0 || port > MAX_PORT) {
            faults.add(PORT + ": '" + port + "' is not a port from 0 to " + MAX_PORT);
        }
        faults.addAll(Locations.faults(config));
        faults.addAll(StrayKeys.faults(config));
        faults.addAll(UnusedVariables.faults(config));
        if (!faults.isEmpty()) {
            throw new ConfigValidationException(
                    faults.stream().distinct().map(Problem::new).toArray(Problem[]::new));
        }
    }
}
