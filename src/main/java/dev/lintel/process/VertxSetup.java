package dev.lintel.process;

import dev.lintel.telemetry.MalformedRequests;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Sets Vert.x up before anything runs on it. */
@Singleton
final class VertxSetup implements VertxOptionsCustomizer {

    private final MalformedRequests malformed = new MalformedRequests();

    @Produces
    @Singleton
    MalformedRequests malformedRequests() {
        return malformed;
    }

    // Quarkus builds Vert.x from options alone: its newer builder, which takes the factory, is out of reach.
    @SuppressWarnings("deprecation")
    @Override
    public void accept(VertxOptions options) {
        options.setMetricsOptions(new MetricsOptions().setEnabled(true).setFactory(created -> malformed));
    }
}
