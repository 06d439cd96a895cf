package dev.lintel.process.reload;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Says when the configuration is looked at: every few seconds, and on SIGHUP. Not in development, where Quarkus starts everything
 * anew by itself.
 */
@Startup(ConfigWatch.LAST)
@Singleton
final class ConfigWatch {

    /** When all else has been made. */
    static final int LAST = 10_000;

    private static final Logger LOG = Logger.getLogger(ConfigWatch.class);
    private static final long LOOK_AGAIN_MILLIS = TimeUnit.SECONDS.toMillis(2);

    private final Vertx vertx;
    private final ConfigReload reload;
    private final AtomicBoolean asked = new AtomicBoolean();
    private final long timer;
    private volatile boolean stopped;

    ConfigWatch(Vertx vertx, ConfigReload reload) {
        this.vertx = vertx;
        this.reload = reload;
        if (LaunchMode.current() != LaunchMode.NORMAL) {
            timer = -1;
            return;
        }
        timer = vertx.setPeriodic(LOOK_AGAIN_MILLIS, tick -> beside(reload::look));
        onHangUp(this::ask);
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

    private static void onHangUp(Runnable action) {
        try {
            sun.misc.Signal.handle(new sun.misc.Signal("HUP"), signal -> action.run());
        } catch (IllegalArgumentException e) {
            LOG.debug("This virtual machine leaves signals to others", e);
        }
    }
}
