package dev.lintel.viewer;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The section {@code viewer}: the built-in trace viewer at {@code /traces}. */
@ConfigMapping(prefix = "viewer", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface ViewerConfig {

    /** Whether there is a viewer, and an intake of OTLP for it. */
    @WithDefault("false")
    boolean enabled();

    /** What is wanted of everyone who looks or sends. Only the {@code dev} profile does without. */
    Optional<String> accessKey();

    /** The most traces that are kept; a new one drives out the oldest. */
    @WithDefault("1000")
    int maxTraces();

    /** The most spans that are kept of one trace; more are counted. */
    @WithDefault("2000")
    int maxSpansPerTrace();

    /** The most memory that traces take, estimated; no trace gets more than half of it. */
    @WithDefault("64M")
    MemorySize maxMemory();
}
