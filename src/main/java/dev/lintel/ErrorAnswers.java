package dev.lintel;

import dev.lintel.openai.ApiError;
import dev.lintel.openai.RefusedException;
import dev.lintel.upstream.UpstreamException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where a failure becomes HTTP: OpenAI's envelope, and never a stack trace. */
@Singleton
final class ErrorAnswers {

    private static final Logger LOG = Logger.getLogger(ErrorAnswers.class);

    /** How long a refused client may go on sending a body that nobody reads. */
    private static final long MAX_UNREAD_BODY_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private static final int RETRY_AFTER_SECONDS = 1;

    /** The call was refused. */
    @ServerExceptionMapper
    Response refused(RefusedException refused, RoutingContext routing) {
        return answer(refused.error(), routing);
    }

    /** The provider gave no answer. */
    @ServerExceptionMapper
    Response unanswered(UpstreamException failure, RoutingContext routing) {
        LOG.warn(failure.getMessage());
        ApiError error = switch (failure.kind()) {
            case UNREACHABLE -> ApiError.upstream(502, "upstream_unreachable", failure.getMessage());
            case BUSY -> ApiError.upstream(503, "upstream_busy", failure.getMessage());
            case TIMEOUT -> ApiError.upstream(504, "upstream_timeout", failure.getMessage());
            case REFUSED, INVALID_RESPONSE -> ApiError.upstream(502, "upstream_invalid_response", failure.getMessage());
            case BROKEN, INCOMPLETE -> ApiError.upstream(502, "upstream_closed", failure.getMessage());
            case SHUTDOWN -> ApiError.upstream(503, "shutting_down", failure.getMessage());
        };
        return answer(error, routing);
    }

    /** Nothing is at that path. */
    @ServerExceptionMapper
    Response notFound(NotFoundException notFound, RoutingContext routing) {
        return answer(ApiError.invalidRequest(404, "not_found", null, "There is nothing at this path."), routing);
    }

    /** JAX-RS refused the request. */
    @ServerExceptionMapper
    Response refusedByJaxRs(WebApplicationException refused, RoutingContext routing) {
        int status = refused.getResponse().getStatus();
        String reason = refused.getResponse().getStatusInfo().getReasonPhrase();
        return answer(ApiError.invalidRequest(status, "http_" + status, null, reason), routing);
    }

    /** A bug. */
    @ServerExceptionMapper
    Response failed(Throwable bug, RoutingContext routing) {
        LOG.error("A call failed for a reason that is Lintel's own", bug);
        return answer(ApiError.internal(), routing);
    }

    private static Response answer(ApiError error, RoutingContext routing) {
        boundUnreadBody(routing);
        Response.ResponseBuilder response = Response.status(error.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(error.toJson());
        if (error.status() == 503) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return response.build();
    }

    // The rest of the body is read and dropped, so that the client gets to see its answer; but not for ever.
    private static void boundUnreadBody(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (request.isEnded()) {
            return;
        }
        request.handler(dropped -> {});
        request.resume();
        routing.vertx().setTimer(MAX_UNREAD_BODY_MILLIS, late -> {
            if (!request.isEnded()) {
                request.connection().close();
            }
        });
    }
}
