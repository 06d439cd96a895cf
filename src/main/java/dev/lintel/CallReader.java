package dev.lintel;

import dev.lintel.openai.ApiError;
import dev.lintel.openai.Operation;
import dev.lintel.openai.RefusedException;
import dev.lintel.openai.RequestOutline;
import dev.lintel.upstream.OutgoingRequest;
import dev.lintel.upstream.OutgoingRequest.Body;
import dev.lintel.upstream.OutgoingRequest.NoBody;
import dev.lintel.upstream.OutgoingRequest.StreamedBody;
import dev.lintel.upstream.OutgoingRequest.WholeBody;
import dev.lintel.upstream.Provider;
import dev.lintel.upstream.Providers;
import dev.lintel.upstream.Route;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads from a client's request what is to be asked of which provider. */
@Singleton
final class CallReader {

    private final BodyReader bodies;
    private final Providers providers;

    CallReader(BodyReader bodies, Providers providers) {
        this.bodies = bodies;
        this.providers = providers;
    }

    /**
     * Reads the request as far as it must be read.
     *
     * @return fails with a {@link RefusedException} when the call cannot be passed on
     */
    Future<Call> read(HttpServerRequest request, CallPath path) {
        if (path.operation().isEmpty()) {
            return passUnread(request, path);
        }
        requireJson(request);
        String encoding = encoding(request);
        return switch (encoding) {
            case "identity", "gzip" ->
                bodies.read(request)
                        .map(content ->
                                understand(request, path, path.operation().get(), content, encoding.equals("gzip")));
            default -> passUnread(request, path);
        };
    }

    private Future<Call> passUnread(HttpServerRequest request, CallPath path) {
        Route route = providers.routeToDefault();
        if (!hasBody(request)) {
            return Future.succeededFuture(call(route, request, path, new NoBody()));
        }
        BodyReader.sendContinue(request);
        return Future.succeededFuture(call(route, request, path, new StreamedBody(request)));
    }

    private Call understand(
            HttpServerRequest request, CallPath path, Operation operation, Buffer content, boolean gzipped) {
        byte[] json = gzipped ? bodies.inflate(content) : content.getBytes();
        RequestOutline outline = RequestOutline.read(json);
        Route route = route(operation, outline.model());
        WholeBody body = route.model()
                .map(model -> new WholeBody(Buffer.buffer(outline.withModel(json, model)), false))
                .orElseGet(() -> new WholeBody(content, gzipped));
        return call(route, request, path, body);
    }

    private Route route(Operation operation, @Nullable String model) {
        if (model != null) {
            return providers.route(model);
        }
        if (operation.requiresModel()) {
            throw new RefusedException(
                    ApiError.invalidRequest(400, "missing_model", "model", "The body has no 'model'."));
        }
        return providers.routeToDefault();
    }

    private static Call call(Route route, HttpServerRequest request, CallPath path, Body body) {
        String query = request.query();
        String target = query == null ? path.rest() : path.rest() + "?" + query;
        return new Call(route.provider(), new OutgoingRequest(request.method(), target, request.headers(), body));
    }

    private static void requireJson(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null) {
            return;
        }
        int parameters = type.indexOf(';');
        String mediaType =
                (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
        if (!mediaType.equals("application/json") && !mediaType.endsWith("+json")) {
            throw new RefusedException(ApiError.invalidRequest(
                    415,
                    "unsupported_content_type",
                    null,
                    "This endpoint takes Content-Type: application/json, not '" + mediaType + "'."));
        }
    }

    private static String encoding(HttpServerRequest request) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        return encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
    }

    // RFC 9112, section 6.3: without these fields an HTTP/1 request has no content. HTTP/2 has no such mark.
    private static boolean hasBody(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return !request.isEnded();
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null ? !length.equals("0") : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }

    /** What is to be asked of whom. */
    record Call(Provider provider, OutgoingRequest request) {}
}
