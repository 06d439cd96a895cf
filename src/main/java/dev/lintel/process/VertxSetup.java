package dev.lintel.process;

import dev.lintel.http.connection.ClientConnections;
import dev.lintel.http.connection.ConnectionTimeouts;
import dev.lintel.process.listener.ListenerConfig;
import dev.lintel.process.listener.ListenerTransport;
import dev.lintel.telemetry.MalformedRequests;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.VertxBuilder;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.VertxMetrics;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Sets Vert.x up before anything runs on it. */
@Singleton
final class VertxSetup implements VertxOptionsCustomizer, VertxMetricsFactory {

    private final MalformedRequests malformed = new MalformedRequests();
    private final ClientConnections connections = new ClientConnections();
    private final ListenerTransport transport;

    VertxSetup(ListenerConfig listener) {
        this.transport = new ListenerTransport(
                new ConnectionTimeouts.Limits(listener.headTimeout(), listener.idleTimeout()), connections);
    }

    @Produces
    @Singleton
    MalformedRequests malformedRequests() {
        return malformed;
    }

    @Produces
    @Singleton
    ClientConnections clientConnections() {
        return connections;
    }

    // Quarkus builds Vert.x from options alone: its newer builder, which takes the factory, is out of reach.
    @SuppressWarnings("deprecation")
    @Override
    public void accept(VertxOptions options) {
        options.setMetricsOptions(new MetricsOptions().setEnabled(true).setFactory(this));
        // Lintel traces calls itself: those of Quarkus, one for each client that it has, would look at every request.
        options.setTracingOptions(null);
    }

    // Options have no place for a transport, but this is asked while Vert.x is built.
    @Override
    public void init(VertxBuilder builder) {
        VertxMetricsFactory.super.init(builder);
        if (builder.findTransport() instanceof JDKTransport) {
            builder.findTransport(transport);
        }
    }

    @Override
    public VertxMetrics metrics(VertxOptions options) {
        return malformed;
    }
}
