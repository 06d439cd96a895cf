package dev.lintel.callers;

import dev.lintel.callers.redis.SharedLimiter.WhenDown;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** The section {@code limits}: where callers' limits are counted. */
@ConfigMapping(prefix = "limits", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface LimitsConfig {

    /** The Redis that counts for all Lintels: {@code redis://} or {@code rediss://}. None: each process counts for itself. */
    Optional<String> redis();

    /** What becomes of callers with limits while Redis is down: {@code open}, each process counts; {@code closed}, they get 503. */
    @WithDefault("open")
    WhenDown whenRedisIsDown();
}
