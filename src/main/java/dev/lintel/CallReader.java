package dev.lintel;

import dev.lintel.openai.ApiError;
import dev.lintel.openai.MediaType;
import dev.lintel.openai.Operation;
import dev.lintel.openai.RefusedException;
import dev.lintel.openai.RequestOutline;
import dev.lintel.openai.Splice;
import dev.lintel.telemetry.Inference;
import dev.lintel.telemetry.Telemetry;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads from a client's request what is to be asked of which provider. */
@Singleton
final class CallReader {

    private final BodyReader bodies;
    private final Providers providers;
    private final Telemetry telemetry;

    CallReader(BodyReader bodies, Providers providers, Telemetry telemetry) {
        this.bodies = bodies;
        this.providers = providers;
        this.telemetry = telemetry;
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
            case "identity", "gzip" -> {
                long began = System.nanoTime();
                yield bodies.read(request).map(content -> {
                    long waited = System.nanoTime() - began;
                    return understand(request, path, content, encoding.equals("gzip"))
                            .afterNanos(waited);
                });
            }
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

    private Call understand(HttpServerRequest request, CallPath path, Buffer content, boolean gzipped) {
        Operation operation = path.operation().orElseThrow();
        byte[] json = gzipped ? bodies.inflate(content) : content.getBytes();
        RequestOutline outline = RequestOutline.read(json);
        Route route = route(operation, outline.model());
        List<Splice> splices = new ArrayList<>();
        route.model().ifPresent(model -> splices.add(outline.modelTo(model)));
        Optional<AcceptedCodings> codings = telemetry.readsAnswers()
                ? Optional.of(AcceptedCodings.of(request.headers().getAll(HttpHeaders.ACCEPT_ENCODING)))
                : Optional.empty();
        boolean asksUsage = codings.filter(accepted -> asksUsage(operation, outline, route.provider(), accepted))
                .isPresent();
        if (asksUsage) {
            outline.usageWish().ifPresent(splices::add);
        }
        WholeBody body = splices.isEmpty()
                ? new WholeBody(content, gzipped)
                : new WholeBody(Buffer.buffer(Splice.into(json, splices)), false);
        Optional<String> accept =
                codings.flatMap(accepted -> asksUsage ? Optional.of("identity") : accepted.readable());
        OutgoingRequest outgoing = outgoing(request, path, accept, body);
        Understood understood = new Understood(
                inference(operation, route, outline), gzipped ? Buffer.buffer(json) : content, asksUsage);
        return new Call(route.provider(), outgoing, Optional.of(understood), 0);
    }

    // Other dialects tell their usage unasked. To take the chunk out again its bytes must be plain.
    private static boolean asksUsage(
            Operation operation, RequestOutline outline, Provider provider, AcceptedCodings codings) {
        return outline.streaming()
                && (operation == Operation.CHAT_COMPLETIONS || operation == Operation.COMPLETIONS)
                && provider.includeUsage()
                && outline.usageWish().isPresent()
                && codings.acceptsPlain();
    }

    private static Inference inference(Operation operation, Route route, RequestOutline outline) {
        Optional<String> model = route.model().or(() -> Optional.ofNullable(outline.model()));
        return new Inference(
                operation,
                route.provider(),
                model,
                route.alias(),
                route.claimed(),
                outline.streaming(),
                outline.parameters());
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
        return new Call(route.provider(), outgoing(request, path, Optional.empty(), body), Optional.empty(), 0);
    }

    private static OutgoingRequest outgoing(
            HttpServerRequest request, CallPath path, Optional<String> acceptEncoding, Body body) {
        String query = request.query();
        String target = query == null ? path.rest() : path.rest() + "?" + query;
        return new OutgoingRequest(request.method(), target, request.headers(), acceptEncoding, body);
    }

    private static void requireJson(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null) {
            return;
        }
        MediaType mediaType = MediaType.of(type);
        if (!mediaType.isJson()) {
            throw new RefusedException(ApiError.invalidRequest(
                    415,
                    "unsupported_content_type",
                    null,
                    "This endpoint takes Content-Type: application/json, not '" + mediaType.name() + "'."));
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

    /**
     * What is to be asked of whom.
     *
     * @param understood what Lintel knows of the call; empty for calls that it only relays
     * @param waitedNanos how long the client's body was waited for
     */
    record Call(Provider provider, OutgoingRequest request, Optional<Understood> understood, long waitedNanos) {

        Call afterNanos(long nanos) {
            return new Call(provider, request, understood, nanos);
        }

        /** Whether Lintel itself has asked for the chunk that tells a stream's usage. */
        boolean asksUsage() {
            return understood.filter(Understood::asksUsage).isPresent();
        }
    }

    /**
     * What is known of a call that is understood.
     *
     * @param inference what is asked of a model
     * @param json the client's body, without any encoding
     * @param asksUsage whether Lintel itself has asked for the chunk that tells a stream's usage
     */
    record Understood(Inference inference, Buffer json, boolean asksUsage) {}
}
