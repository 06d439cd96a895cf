package dev.lintel.testing;

import dev.lintel.process.policy.Faults;
import dev.lintel.process.sources.ConfigurationCheck;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A configuration that is read and looked at as the start does it. */
public final class CheckedConfig {

    /** Where its file is said to be. */
    public static final String FILE = "/etc/lintel/application.yaml";

    private static final String SOURCE = "YamlConfigSource[source=file:" + FILE + "]";
    private static final int OF_FILES = 265;
    private static final int OF_THE_ENVIRONMENT = 300;

    private CheckedConfig() {}

    /** What is wrong with it, as it is told. */
    public static List<String> faults(String yaml, String... variables) {
        try {
            ConfigurationCheck.check(read(yaml, variables));
            return List.of();
        } catch (ConfigValidationException e) {
            return Faults.lines(e);
        }
    }

    /** The configuration of a file and an environment, each of whose variables is {@code NAME=value}. */
    public static SmallRyeConfig read(String yaml, String... variables) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredInterceptors()
                .addDiscoveredConverters()
                .withProfile("prod")
                .withSources(new YamlConfigSource(SOURCE, yaml, OF_FILES))
                .withSources(new EnvConfigSource(environment(variables), OF_THE_ENVIRONMENT));
        ConfigKeys.sections().values().forEach(builder::withMapping);
        return builder.build();
    }

    private static Map<String, String> environment(String... variables) {
        return Stream.of(variables)
                .map(variable -> variable.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }
}
