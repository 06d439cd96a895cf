package dev.lintel.process.admin;

import dev.lintel.gateway.AdminPort;
import dev.lintel.http.ApiError;
import dev.lintel.http.UnreadBody;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * {@code /q/log/levels} and {@code /q/config}, where there is an admin port: on the port of calls, which anybody may reach, they are not,
 * and where both are one they are nowhere.
 */
@Singleton
final class AdminRoutes {

    private static final Logger LOG = Logger.getLogger(AdminRoutes.class);

    private static final String LEVELS = "/q/log/levels";
    private static final String CATEGORY = "category";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.$-]{1,256}");

    // Before what Quarkus serves by default, and JAX-RS after that.
    private static final int BEFORE_JAX_RS = 1_000;

    private final AdminPort port;
    private final ShownConfiguration configuration;
    private final LogLevels levels = new LogLevels();

    AdminRoutes(AdminPort port, ShownConfiguration configuration) {
        this.port = port;
        this.configuration = configuration;
    }

    void install(@Observes Router router) {
        if (!port.exists()) {
            return;
        }
        // Read while a reload may read files: not on the event loop.
        router.get("/q/config").order(BEFORE_JAX_RS).blockingHandler(this::configuration, false);
        router.get(LEVELS).order(BEFORE_JAX_RS).handler(routing -> answer(routing, levels.all()));
        router.route(LEVELS + "/:" + CATEGORY).order(BEFORE_JAX_RS).handler(this::level);
    }

    private void configuration(RoutingContext routing) {
        routing.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(configuration.yaml());
    }

    private void level(RoutingContext routing) {
        String category = routing.pathParam(CATEGORY);
        HttpMethod method = routing.request().method();
        if (!NAME.matcher(category).matches()) {
            refuse(routing, 400, "invalid_category", CATEGORY, "That is no name of a category of the log.");
        } else if (method.equals(HttpMethod.GET)) {
            answer(routing, Map.of(category, levels.level(category)));
        } else if (routing.request().getHeader(HttpHeaders.ORIGIN) != null) {
            // Browsers write it with all that changes something, also where they take this for their page's own host.
            refuse(routing, 403, "origin_not_allowed", null, "No web page may change the log.");
        } else if (method.equals(HttpMethod.PUT)) {
            set(routing, category);
        } else if (method.equals(HttpMethod.DELETE)) {
            levels.reset(category);
            changed(routing, category);
        } else {
            routing.response().putHeader(HttpHeaders.ALLOW, "GET, PUT, DELETE");
            refuse(routing, 405, "method_not_allowed", null, "A level can be read, set, and set back.");
        }
    }

    private void set(RoutingContext routing, String category) {
        String level = routing.request().getParam("level", "");
        if (levels.set(category, level)) {
            changed(routing, category);
        } else {
            refuse(
                    routing,
                    400,
                    "invalid_level",
                    "level",
                    "It is wanted as ?level=, one of " + LogLevels.names() + ".");
        }
    }

    private void changed(RoutingContext routing, String category) {
        String level = levels.level(category);
        LOG.infof("The log level of %s is %s until the next start", category, level);
        answer(routing, Map.of(category, level));
    }

    private static void answer(RoutingContext routing, Map<String, String> shown) {
        end(routing, new JsonObject(new LinkedHashMap<>(shown)).encodePrettily());
    }

    private static void refuse(
            RoutingContext routing, int status, String code, @Nullable String param, String message) {
        routing.response().setStatusCode(status);
        end(routing, ApiError.invalidRequest(status, code, param, message).toJson());
    }

    private static void end(RoutingContext routing, String json) {
        routing.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(json + "\n");
        UnreadBody.giveUp(routing.request(), routing.vertx());
    }
}
