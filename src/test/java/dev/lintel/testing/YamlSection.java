package dev.lintel.testing;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;
import java.util.Map;

/** Reads one section of the configuration from YAML, as the start of the application does, without starting it. */
public final class YamlSection {

    private static final int ORDINAL = 100;

    private YamlSection() {}

    /** The section that {@code type} maps; throws what the start would be refused with. */
    public static <T> T read(Class<T> type, String yaml) {
        return config(yaml, Map.of(), type).getConfigMapping(type);
    }

    /** A configuration of these sections, where these variables are set. */
    public static SmallRyeConfig config(String yaml, Map<String, String> variables, Class<?>... types) {
        SmallRyeConfigBuilder config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withDefaultValues(variables)
                .withSources(new YamlConfigSource("application.yaml", yaml, ORDINAL));
        for (Class<?> type : types) {
            config.withMapping(type);
        }
        return config.build();
    }
}
