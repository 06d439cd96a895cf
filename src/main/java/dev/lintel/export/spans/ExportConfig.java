package dev.lintel.export.spans;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The section {@code export}: how much telemetry may wait for its collector. */
@ConfigMapping(prefix = "export", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface ExportConfig {

    /** How many bytes of spans may wait; what finds no room is dropped, and counted. */
    @WithDefault("16M")
    MemorySize queue();

    /** How many exports may be under way at once. */
    @WithDefault("4")
    int inFlight();
}
