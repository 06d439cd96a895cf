package dev.lintel.process.policy;

import dev.lintel.providers.TimeLimitConverter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The section {@code shutdown}: how Lintel ends when SIGTERM asks it to. */
@ConfigMapping(prefix = "shutdown", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface ShutdownConfig {

    /** How long calls under way may go on; then they are broken off. 0 breaks them off at once. */
    @WithDefault("20s")
    @WithConverter(TimeLimitConverter.class)
    Duration drainTimeout();

    /** How long nothing may have been under way before the listener closes: what still comes on open connections is answered. */
    @WithDefault("500ms")
    @WithConverter(TimeLimitConverter.class)
    Duration quietPeriod();

    /** How long telemetry that has not been sent may take to be; what is left then is lost, and counted in the log. */
    @WithDefault("5s")
    @WithConverter(TimeLimitConverter.class)
    Duration flushTimeout();
}
