package dev.lintel.gateway.routing;

import dev.lintel.http.AcceptedCodings;
import dev.lintel.http.ApiError;
import dev.lintel.http.MediaType;
import dev.lintel.http.RefusedException;
import dev.lintel.http.body.BodyReader;
import dev.lintel.http.body.ClientBodies;
import dev.lintel.http.body.ClientBody;
import dev.lintel.http.body.ContentCoding;
import dev.lintel.http.body.HeldBody;
import dev.lintel.http.body.PeekedBody;
import dev.lintel.openai.Operation;
import dev.lintel.openai.request.FormModel;
import dev.lintel.openai.request.RequestOutline;
import dev.lintel.openai.request.Splice;
import dev.lintel.providers.Provider;
import dev.lintel.providers.Providers;
import dev.lintel.providers.Route;
import dev.lintel.providers.Target;
import dev.lintel.telemetry.Telemetry;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.upstream.OutgoingRequest;
import dev.lintel.upstream.OutgoingRequest.Body;
import dev.lintel.upstream.OutgoingRequest.NoBody;
import dev.lintel.upstream.OutgoingRequest.StreamedBody;
import dev.lintel.upstream.OutgoingRequest.WholeBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads from a client's request what is to be asked of which provider. Any thread may use it. */
@Singleton
public final class RequestReader {

    private static final Logger LOG = Logger.getLogger(RequestReader.class);
    /** So many bytes of JSON are read in about a millisecond. */
    private static final int MOST_AT_ONCE = 256 * 1024;

    private final BodyReader bodies;
    private final ClientBodies clients;
    private final Providers providers;
    private final Telemetry telemetry;
    private final Buffer empty = Buffer.buffer(0);
    private final Set<String> refuseUsage = ConcurrentHashMap.newKeySet();

    RequestReader(BodyReader bodies, ClientBodies clients, Providers providers, Telemetry telemetry) {
        this.bodies = bodies;
        this.clients = clients;
        this.providers = providers;
        this.telemetry = telemetry;
    }

    /**
     * Whether the request's body must be read before it is known where it goes.
     *
     * @throws RefusedException when it is not of a kind that the endpoint takes
     */
    boolean mustRead(HttpServerRequest request, CallPath path) {
        if (path.operation().isEmpty()) {
            return false;
        }
        requireJson(request);
        return true;
    }

    /** The body of a request, none of which has been read. */
    public CallBody body(HttpServerRequest request, CallPath path, CallBody.Receiver to) {
        return new CallBody(this, bodies, clients, request, path, to);
    }

    /**
     * Reads a body that has come.
     *
     * @return null when that takes too long for an event loop
     * @throws RefusedException when it cannot be understood
     */
    @Nullable
    ReadBody readAtOnce(HeldBody held, ContentCoding coding) {
        return held.content().length() > MOST_AT_ONCE ? null : read(held, coding, MOST_AT_ONCE);
    }

    /**
     * Reads a body that has come, however long that takes. On any thread.
     *
     * @throws RefusedException when it cannot be understood
     */
    ReadBody readInTime(HeldBody held, ContentCoding coding) {
        return Objects.requireNonNull(read(held, coding, Integer.MAX_VALUE), "there is no bound");
    }

    private @Nullable ReadBody read(HeldBody held, ContentCoding coding, int most) {
        Buffer content = held.content();
        Buffer json = coding == ContentCoding.IDENTITY ? content : bodies.decode(coding, content, held, most);
        return json == null ? null : new ReadBody(content, coding, json, RequestOutline.read(json));
    }

    /**
     * Where the request goes.
     *
     * @param body as it was read; null where it need not be
     * @throws RefusedException when it cannot be passed on
     */
    Route route(HttpServerRequest request, CallPath path, @Nullable ReadBody body) {
        if (body == null) {
            return providers.routeToDefault();
        }
        Operation operation = path.operation().orElseThrow();
        RequestOutline outline = body.outline();
        if (outline.model() != null) {
            return providers.route(outline.model(), () -> conversation(request, outline));
        }
        if (operation.requiresModel()) {
            throw new RefusedException(
                    ApiError.invalidRequest(400, "missing_model", "model", "The body has no 'model'."));
        }
        return providers.routeToDefault();
    }

    private @Nullable String conversation(HttpServerRequest request, RequestOutline outline) {
        return outline.parameters().conversation().orElseGet(() -> telemetry.session(request.headers()));
    }

    /** What one of those that the request goes to is asked. */
    CallTarget target(ClientBody content, CallPath path, @Nullable ReadBody body, Route route, Target target) {
        return body == null ? unread(content, path, target) : understood(content.request(), path, body, route, target);
    }

    /** Whether the request is a form, whose beginning may name the model that says where it goes. */
    boolean isForm(HttpServerRequest request, CallPath path) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return path.operation().isEmpty()
                && !path.isUpload()
                && type != null
                && FormModel.isForm(type)
                && request.getHeader(HttpHeaders.CONTENT_ENCODING) == null;
    }

    /** Whether the beginning of a form is enough to say where it goes. */
    boolean namesModel(HttpServerRequest request, Buffer beginning) {
        return FormModel.in(request.getHeader(HttpHeaders.CONTENT_TYPE), beginning, false)
                .isPresent();
    }

    /**
     * Where a form goes: to whom serves its model, or to the default provider.
     *
     * @throws RefusedException when nobody serves it
     */
    Route route(HttpServerRequest request, PeekedBody form) {
        return model(request, form)
                .map(named -> providers.route(named.name(), () -> telemetry.session(request.headers())))
                .orElseGet(providers::routeToDefault);
    }

    /** What one of those that a form goes to is asked. */
    CallTarget target(HttpServerRequest request, CallPath path, PeekedBody form, Target target) {
        Optional<FormModel> model = target.model().isPresent() ? model(request, form) : Optional.empty();
        model.ifPresent(named -> form.replaceBeginning(
                Splice.into(form.beginning(), List.of(named.to(target.model().get())))));
        return new CallTarget(
                target, outgoing(request, path, null, new StreamedBody(form, form.grown(), true)), null, empty, false);
    }

    private static Optional<FormModel> model(HttpServerRequest request, PeekedBody form) {
        return FormModel.in(request.getHeader(HttpHeaders.CONTENT_TYPE), form.beginning(), form.isWhole());
    }

    /** A provider does not take what asks for the usage: from now on its streams are not asked. */
    public void refusesUsage(Provider provider) {
        if (refuseUsage.add(provider.name())) {
            LOG.warnf(
                    "Provider '%s' refuses stream_options: its streams are no more asked for their usage."
                            + " providers.%s.include_usage: false says so from the start.",
                    provider.name(), provider.name());
            telemetry.usageRefused(provider);
        }
    }

    private CallTarget unread(ClientBody content, CallPath path, Target target) {
        HttpServerRequest request = content.request();
        Body body = new NoBody();
        if (hasBody(request)) {
            BodyReader.sendContinue(request);
            body = new StreamedBody(content, 0, isAnnounced(request));
        }
        return new CallTarget(target, outgoing(request, path, null, body), null, empty, false);
    }

    private CallTarget understood(HttpServerRequest request, CallPath path, ReadBody read, Route route, Target target) {
        Operation operation = path.operation().orElseThrow();
        Buffer json = read.json();
        RequestOutline outline = read.outline();
        List<Splice> splices = new ArrayList<>(2);
        if (target.model().isPresent()) {
            splices.add(outline.modelTo(target.model().get()));
        }
        AcceptedCodings codings = telemetry.readsAnswers() ? AcceptedCodings.of(request.headers()) : null;
        boolean asksUsage = codings != null && asksUsage(operation, outline, target.provider(), codings);
        if (asksUsage) {
            outline.usageOption().ifPresent(splices::add);
        }
        WholeBody body = splices.isEmpty()
                ? new WholeBody(read.content(), read.coding() != ContentCoding.IDENTITY)
                : new WholeBody(Splice.into(json, splices), false);
        String accept = codings == null ? null : asksUsage ? "identity" : codings.readable();
        return new CallTarget(
                target,
                outgoing(request, path, accept, body),
                inference(operation, route, target, outline),
                json,
                asksUsage);
    }

    // Other dialects tell their usage unasked. To take the chunk out again its bytes must be plain.
    private boolean asksUsage(Operation operation, RequestOutline outline, Provider provider, AcceptedCodings codings) {
        return outline.streaming()
                && (operation == Operation.CHAT_COMPLETIONS || operation == Operation.COMPLETIONS)
                && provider.includeUsage()
                && !refuseUsage.contains(provider.name())
                && outline.usageOption().isPresent()
                && codings.acceptsPlain();
    }

    private static Inference inference(Operation operation, Route route, Target target, RequestOutline outline) {
        return new Inference(
                operation,
                target.provider(),
                target.model().orElse(outline.model()),
                route.alias().orElse(null),
                route.claimed(),
                outline.streaming(),
                outline.parameters());
    }

    private static OutgoingRequest outgoing(
            HttpServerRequest request, CallPath path, @Nullable String acceptEncoding, Body body) {
        String query = request.query();
        String target = query == null ? path.rest() : path.rest() + "?" + query;
        return new OutgoingRequest(request.method(), target, request.headers(), acceptEncoding, body);
    }

    private static void requireJson(HttpServerRequest request) {
        String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || MediaType.isPlainJson(type)) {
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

    /**
     * The coding of a request's body. One that Lintel cannot read would go to whichever provider is the default, with its key.
     *
     * @throws RefusedException when it is not one that is read
     */
    static ContentCoding coding(HttpServerRequest request) {
        String named = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        ContentCoding coding = named == null ? ContentCoding.IDENTITY : ContentCoding.of(named);
        if (coding == null) {
            throw new RefusedException(ApiError.invalidRequest(
                    415,
                    "unsupported_content_encoding",
                    null,
                    "This endpoint takes bodies in " + ContentCoding.ACCEPTED + ", and plain ones."));
        }
        return coding;
    }

    private static boolean isAnnounced(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2 || request.headers().contains(HttpHeaders.CONTENT_LENGTH);
    }

    // RFC 9112, section 6.3: without these fields an HTTP/1 request has no content. HTTP/2 has no such mark: its end
    // comes later.
    private static boolean hasBody(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return !request.isEnded();
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null ? !length.equals("0") : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }
}
