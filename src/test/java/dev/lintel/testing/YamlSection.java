package dev.lintel.testing;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.source.yaml.YamlConfigSource;

/** Reads one section of the configuration from YAML, as the start of the application does, without starting it. */
public final class YamlSection {

    private static final int ORDINAL = 100;

    private YamlSection() {}

    /** The section that {@code type} maps; throws what the start would be refused with. */
    public static <T> T read(Class<T> type, String yaml) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withSources(new YamlConfigSource("application.yaml", yaml, ORDINAL))
                .withMapping(type)
                .build();
        return config.getConfigMapping(type);
    }
}
