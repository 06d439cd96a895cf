package dev.lintel.process.listener;

import dev.lintel.gateway.AdminPort;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.ConfigValidationException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Listens on {@code listener.admin_port}, where there is one. What comes goes the way of all requests: the router tells the ports apart. */
@Singleton
final class AdminListener {

    private static final Logger LOG = Logger.getLogger(AdminListener.class);

    private final AdminPort port;
    private final ListenerConfig listener;
    private final ListenerTls tls;
    private final Vertx vertx;
    private final int portOfCalls;
    private @Nullable Router router;
    private @Nullable HttpServer server;

    AdminListener(
            AdminPort port,
            ListenerConfig listener,
            ListenerTls tls,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.http.port") int portOfCalls) {
        this.port = port;
        this.listener = listener;
        this.tls = tls;
        this.vertx = vertx;
        this.portOfCalls = portOfCalls;
    }

    void route(@Observes Router all) {
        router = all;
    }

    void start(@Observes StartupEvent starting) {
        if (!port.exists()) {
            return;
        }
        if (port.number() == portOfCalls) {
            throw refused("it is the port of calls, too; leave it out to have one for both");
        }
        HttpServerOptions options =
                new HttpServerOptions().setHost(listener.host()).setPort(port.number());
        tls.offer(options);
        try {
            server = vertx.createHttpServer(options)
                    .requestHandler(Objects.requireNonNull(router, "the router is made before the start"))
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException e) {
            throw refused("nobody can listen there: "
                    + Objects.requireNonNullElse(e.getCause(), e).getMessage());
        }
        LOG.infof("Looked after on port %d: /q/* and /traces", port.number());
    }

    @PreDestroy
    void stop() {
        if (server != null) {
            server.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private ConfigValidationException refused(String why) {
        return Refusals.of("listener.admin_port: " + port.number() + ": " + why);
    }
}
