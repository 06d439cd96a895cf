package dev.lintel.viewer;

import dev.lintel.http.body.ClientBodies;
import dev.lintel.viewer.otlp.OtlpIntake;
import dev.lintel.viewer.store.TraceArchive;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * The viewer's paths. They stand before JAX-RS, so that its filters, which trace and admit calls, need not know of them; there
 * are none when the viewer is off.
 */
@Singleton
final class TraceRoutes {

    static final String PATH = "/traces";

    // Before what Quarkus serves by default, and JAX-RS after that.
    private static final int BEFORE_JAX_RS = 1_000;

    private final Viewer viewer;
    private final ClientBodies bodies;

    TraceRoutes(Viewer viewer, ClientBodies bodies) {
        this.viewer = viewer;
        this.bodies = bodies;
    }

    void install(@Observes Router router) {
        viewer.archive().ifPresent(archive -> install(router, archive));
    }

    private void install(Router router, TraceArchive archive) {
        OtlpIntake intake = new OtlpIntake(archive, bodies, viewer.maxBodyBytes());
        export(router, "/v1/traces", intake, intake::traces);
        export(router, "/v1/metrics", intake, intake::dropped);
        export(router, "/v1/logs", intake, intake::dropped);
        TraceAnswers answers = new TraceAnswers(archive, viewer, PageFiles.load());
        router.route(PATH + "/*").order(BEFORE_JAX_RS).handler(answers);
    }

    private void export(Router router, String path, OtlpIntake intake, Handler<RoutingContext> taken) {
        router.route(HttpMethod.POST, path).order(BEFORE_JAX_RS).handler(routing -> {
            if (!viewer.isMeantBy(routing.request())) {
                intake.misdirected(routing);
            } else if (viewer.key().opensByHeader(routing.request())) {
                taken.handle(routing);
            } else {
                intake.unauthorized(routing);
            }
        });
    }
}
