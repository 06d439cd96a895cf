package dev.lintel.process.listener;

import io.quarkus.runtime.Startup;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.KeyCertOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the listener by {@code listener.tls}. Its files are looked at every few seconds and taken when they have changed; what
 * cannot be used is warned of once, and what was there stays.
 */
@Startup
@Singleton
public final class ListenerTls implements HttpServerOptionsCustomizer {

    private static final Logger LOG = Logger.getLogger(ListenerTls.class);
    private static final long LOOK_AGAIN_MILLIS = TimeUnit.SECONDS.toMillis(5);
    private static final String KEY = "listener.tls.";

    private final Vertx vertx;
    private final @Nullable ReplaceableKey key;
    private final long timer;

    ListenerTls(ListenerConfig listener, Vertx vertx) {
        this.vertx = vertx;
        KeyFiles files = files(listener.tls()).orElse(null);
        if (files == null) {
            key = null;
            timer = -1;
            return;
        }
        KeyFiles.Content content = checked(files::read);
        ReplaceableKey serving = new ReplaceableKey(checked(() -> ServerKey.read(content, vertx)));
        KeyReload reload = new KeyReload(files, serving, content, vertx);
        key = serving;
        timer = vertx.setPeriodic(LOOK_AGAIN_MILLIS, tick -> vertx.executeBlocking(() -> lookAgain(reload)));
    }

    /**
     * Checks the files, if there are any.
     *
     * @throws io.smallrye.config.ConfigValidationException naming the key at fault
     */
    public static void check(ListenerConfig listener, Vertx vertx) {
        files(listener.tls()).ifPresent(files -> {
            KeyFiles.Content content = checked(files::read);
            checked(() -> ServerKey.read(content, vertx));
        });
    }

    @PreDestroy
    void stop() {
        vertx.cancelTimer(timer);
    }

    @Override
    public void customizeHttpsServer(HttpServerOptions options) {
        offer(options);
    }

    /** Lets a server speak TLS, if the listener is to. */
    void offer(HttpServerOptions options) {
        if (key != null) {
            options.setSsl(true)
                    .setKeyCertOptions(KeyCertOptions.wrap(key))
                    .setUseAlpn(true)
                    .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1));
        }
    }

    private static Optional<KeyFiles> files(ListenerConfig.Tls tls) {
        Path certificate = tls.certificate().orElse(null);
        Path key = tls.key().orElse(null);
        if (certificate == null && key == null) {
            return Optional.empty();
        }
        if (certificate == null) {
            throw Refusals.of(KEY + "certificate: there is none for the key");
        }
        if (key == null) {
            throw Refusals.of(KEY + "key: there is none for the certificate");
        }
        return Optional.of(new KeyFiles(certificate, key));
    }

    private static boolean lookAgain(KeyReload reload) {
        boolean changed = false;
        try {
            changed = reload.look();
            if (changed) {
                LOG.info("The certificate of the listener has been replaced");
            }
        } catch (IllegalArgumentException e) {
            LOG.warnf("%s%s. The certificate that was there before stays in use.", KEY, e.getMessage());
        }
        return changed;
    }

    private static <T> T checked(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw Refusals.of(KEY + e.getMessage());
        }
    }
}
