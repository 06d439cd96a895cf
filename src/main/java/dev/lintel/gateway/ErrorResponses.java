package dev.lintel.gateway;

import dev.lintel.gateway.admission.Admission;
import dev.lintel.gateway.routing.CallPath;
import dev.lintel.gateway.routing.RequestContent;
import dev.lintel.http.ApiError;
import dev.lintel.http.ErrorType.Source;
import dev.lintel.http.RefusedException;
import dev.lintel.http.connection.LastAnswer;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.telemetry.log.CallLines;
import dev.lintel.trace.CallTrace;
import dev.lintel.upstream.failure.UpstreamException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** The one place where a failure becomes HTTP: the envelope that the client's dialect has, and never a stack trace. */
@Singleton
final class ErrorResponses {

    private static final Logger LOG = Logger.getLogger(ErrorResponses.class);

    private static final String RETRY_AFTER_SECONDS = "1";
    private static final int UNSUPPORTED_MEDIA_TYPE = 415;

    /** What a client is told of a failure, as telemetry hears. What it cannot mend is logged, in the context of its trace. */
    static ApiError error(Throwable failure, CallTelemetry telemetry) {
        ApiError error = error(failure, telemetry.trace());
        telemetry.refused(failure instanceof UpstreamException unanswered ? unanswered.errorType() : error.errorType());
        return error;
    }

    private static ApiError error(Throwable failure, @Nullable CallTrace trace) {
        if (failure instanceof RefusedException refused) {
            return refused.error();
        }
        if (failure instanceof UpstreamException unanswered) {
            if (unanswered.errorType().source() != Source.CLIENT) {
                CallLines.inContext(trace, () -> LOG.warn(unanswered.getMessage()));
            }
            return unanswered.error();
        }
        if (failure instanceof WebApplicationException refused) {
            int status = refused.getResponse().getStatus();
            String reason = refused.getResponse().getStatusInfo().getReasonPhrase();
            return ApiError.invalidRequest(status, "http_" + status, null, reason);
        }
        CallLines.inContext(trace, () -> LOG.error("A call failed for a reason that is Lintel's own", failure));
        return ApiError.internal();
    }

    /** Answers a request with an error. */
    void answer(ApiError error, RoutingContext routing) {
        HttpServerResponse response = routing.response();
        response.setStatusCode(error.status()).putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
        if (error.status() == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        } else if (error.status() == 405) {
            response.putHeader(HttpHeaders.ALLOW, Admission.METHODS);
        } else if (error.status() == 408 && routing.request().version() != HttpVersion.HTTP_2) {
            // RFC 9110, section 15.5.9.
            LastAnswer.announce(routing);
        } else if (error.status() == 401) {
            // RFC 9110, section 11.6.1.
            response.putHeader("www-authenticate", "Bearer");
        }
        if (error.status() == UNSUPPORTED_MEDIA_TYPE && error.code().equals("unsupported_content_encoding")) {
            // RFC 9110, section 15.5.16: what could have been sent.
            response.putHeader(HttpHeaders.ACCEPT_ENCODING, RequestContent.accepted(routing.request()));
        }
        response.end(envelope(error, routing.request()));
    }

    /** What went wrong where JAX-RS makes the answer. */
    @ServerExceptionMapper
    Response failed(Throwable failure, RoutingContext routing) {
        ApiError error = error(failure, Call.of(routing).telemetry());
        Response.ResponseBuilder response = Response.status(error.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(envelope(error, routing.request()));
        if (error.status() == 503) {
            response.header("Retry-After", RETRY_AFTER_SECONDS);
        }
        return response.build();
    }

    private static String envelope(ApiError error, HttpServerRequest request) {
        return CallPath.isAnthropic(request) ? error.toAnthropicJson() : error.toJson();
    }
}
