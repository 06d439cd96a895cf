package dev.lintel.trace;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The section {@code tracing}: which traces are kept, and what callers are told. */
@ConfigMapping(prefix = "tracing", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface TracingConfig {

    /** Percent of new traces that are kept: 0 to 100, fractions allowed. Callers' own traces are kept as they say. */
    @WithDefault("100")
    double randomSampling();
}
