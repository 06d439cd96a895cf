package dev.lintel.gateway.admission;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** What browsers want to hear before a web page's script may call, or see an answer (the Fetch standard, section 3.3). */
public final class CorsAnswer {

    private static final CharSequence REQUEST_PRIVATE_NETWORK =
            HttpHeaders.createOptimized("access-control-request-private-network");
    private static final CharSequence ALLOW_PRIVATE_NETWORK =
            HttpHeaders.createOptimized("access-control-allow-private-network");
    private static final String MAX_AGE_SECONDS = "7200";

    private CorsAnswer() {}

    /** Lets the page of {@code origin}, which may, read the answer. */
    public static void describe(HttpServerResponse response, String origin) {
        response.headers()
                .set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                .set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "*")
                .add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    }

    /** Whether a browser asks whether a page may call, which is never for a provider to answer. */
    public static boolean isPreflight(HttpServerRequest request) {
        return request.method().equals(HttpMethod.OPTIONS)
                && request.headers().contains(HttpHeaders.ORIGIN)
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** Answers that it may. */
    public static void allow(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.setStatusCode(204).putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, Admission.METHODS);
        response.putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, MAX_AGE_SECONDS);
        String fields = request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS);
        if (fields != null) {
            response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, fields);
        }
        if (request.headers().contains(REQUEST_PRIVATE_NETWORK)) {
            response.putHeader(ALLOW_PRIVATE_NETWORK, "true");
        }
        response.end();
    }
}
