package dev.lintel.gateway.admission;

import dev.lintel.http.ApiError;
import dev.lintel.http.EndToEndFields;
import dev.lintel.http.FieldValues;
import dev.lintel.http.RefusedException;
import dev.lintel.http.Via;
import dev.lintel.telemetry.convention.HttpAttributes;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Refuses what no call may be, by its head alone, and what is too many. Any thread may ask. */
@Singleton
public final class Admission {

    /** The methods that a call may have beside those that Lintel has never heard of. */
    public static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    private final Via via;
    private final AllowedOrigins origins;
    private final CallsUnderWay underWay;

    Admission(Via via, AllowedOrigins origins, CallsUnderWay underWay) {
        this.underWay = underWay;
        this.via = via;
        this.origins = origins;
    }

    /**
     * Lets a request in.
     *
     * @return the web page's origin that its answer must name; null for none
     * @throws RefusedException when it is not to be let in
     */
    public @Nullable String admit(HttpServerRequest request) {
        requireVersion(request);
        requireMethod(request.method());
        requireHost(request);
        requireFields(request);
        requireNoLoop(request.headers());
        String origin = origins.admit(request);
        underWay.requireRoom();
        return origin;
    }

    // Vert.x knows no other: what else a request line names is none.
    private static void requireVersion(HttpServerRequest request) {
        if (request.version() == null) {
            throw new RefusedException(ApiError.invalidRequest(
                    505, "version_not_supported", null, "Lintel speaks HTTP/1.0, HTTP/1.1 and HTTP/2."));
        }
    }

    // RFC 9110, section 9.3.8: nobody may send credentials with TRACE, which echoes them. A tunnel, which CONNECT asks
    // for, is
    // nothing that a gateway has, and would spoil the connection that others use after it.
    private static void requireMethod(HttpMethod method) {
        if (method.equals(HttpMethod.TRACE) || method.equals(HttpMethod.CONNECT)) {
            throw new RefusedException(ApiError.invalidRequest(
                    405, "method_not_allowed", null, "Lintel does not relay " + method.name() + "."));
        }
    }

    // RFC 9112, section 3.2. A request of HTTP/1.0 may do without.
    private static void requireHost(HttpServerRequest request) {
        if (HttpAttributes.authority(request) == null && request.version() != HttpVersion.HTTP_1_0) {
            throw new RefusedException(
                    ApiError.invalidRequest(400, "invalid_host", null, "The request has no Host, or not a valid one."));
        }
    }

    private static void requireFields(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            // What HTTP/1 brings has been looked at when it was read.
            for (Map.Entry<String, String> field : request.headers()) {
                requireField(field.getKey(), field.getValue());
            }
        }
        if (EndToEndFields.hasTooManyOptions(request.headers())) {
            throw new RefusedException(ApiError.invalidRequest(
                    400, "invalid_header", null, "The header field Connection has too many options."));
        }
    }

    // Never with the value: it may be a key.
    private static void requireField(String name, String value) {
        if (!FieldValues.isName(name)) {
            throw new RefusedException(ApiError.invalidRequest(
                    400, "invalid_header", null, "The name of a header field has a character that none may have."));
        }
        if (!FieldValues.isValue(value)) {
            throw new RefusedException(ApiError.invalidRequest(
                    400,
                    "invalid_header",
                    null,
                    "The value of the header field '" + name
                            + "' has a control character, such as the line's end of a file that it was read from."));
        }
    }

    private void requireNoLoop(MultiMap headers) {
        if (via.isIn(headers)) {
            throw new RefusedException(ApiError.upstream(
                    508,
                    "loop_detected",
                    "This call has come through this Lintel before: the base_url of a provider leads back to it."));
        }
    }
}
