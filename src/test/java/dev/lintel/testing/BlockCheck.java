package dev.lintel.testing;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;

/** Lets Vert.x look at its event loops each millisecond, and warn of what takes longer than three. */
@IfBuildProperty(name = "test.block-check", stringValue = "true")
@Singleton
public final class BlockCheck implements VertxOptionsCustomizer {

    @Override
    public void accept(VertxOptions options) {
        options.setBlockedThreadCheckInterval(1)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(3)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS);
    }
}
