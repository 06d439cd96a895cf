package dev.lintel.process.reload;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Says when the configuration is looked at: every few seconds, and on SIGHUP. Not in development, where Quarkus starts everything
 * anew by itself.
 */
@Singleton
final class ConfigWatch {

    private static final int LAST = 10_000;
    private static final long LOOK_AGAIN_MILLIS = TimeUnit.SECONDS.toMillis(2);

    private final Vertx vertx;
    private final ConfigReload reload;
    private final AtomicBoolean asked = new AtomicBoolean();
    private long timer = -1;
    private volatile boolean stopped;

    ConfigWatch(Vertx vertx, ConfigReload reload) {
        this.vertx = vertx;
        this.reload = reload;
    }

    /** Begins, when all else has been made. */
    void start(@Observes @Priority(LAST) StartupEvent starting) {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            timer = vertx.setPeriodic(LOOK_AGAIN_MILLIS, tick -> beside(reload::look));
            HangUp.calls(this::ask);
        }
    }

    @PreDestroy
    void stop() {
        stopped = true;
        vertx.cancelTimer(timer);
    }

    // Signals that come while one waits to be heeded are heeded with it.
    private void ask() {
        if (!stopped && asked.compareAndSet(false, true)) {
            beside(() -> {
                asked.set(false);
                reload.reload();
            });
        }
    }

    private void beside(Runnable action) {
        vertx.executeBlocking(() -> {
            action.run();
            return stopped;
        });
    }
}
