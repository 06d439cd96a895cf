package dev.lintel.demo;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The section {@code demo}. */
@ConfigMapping(prefix = "demo", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface DemoConfig {

    /** Whether the provider {@code demo} is there, which serves the model {@code demo} without a key. */
    @WithDefault("false")
    boolean enabled();
}
