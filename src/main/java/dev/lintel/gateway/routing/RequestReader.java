package dev.lintel.gateway.routing;

import dev.lintel.http.AcceptedCodings;
import dev.lintel.http.ApiError;
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
import dev.lintel.upstream.OutgoingRequest.Upgrade;
import dev.lintel.upstream.OutgoingRequest.WholeBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads from a client's request what is to be asked of which of the configured providers. Any thread may use it. */
public final class RequestReader {

    private static final Logger LOG = Logger.getLogger(RequestReader.class);
    /** So many bytes of JSON are read in about a millisecond. */
    public static final int MOST_AT_ONCE = 256 * 1024;

    private final BodyReader bodies;
    private final ClientBodies clients;
    private final Providers providers;
    private final Telemetry telemetry;
    private final Buffer empty = Buffer.buffer(0);
    private final UsageRefusers refusers;

    /** A reader for these providers. */
    public RequestReader(
            BodyReader bodies, ClientBodies clients, UsageRefusers refusers, Providers providers, Telemetry telemetry) {
        this.refusers = refusers;
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
        if (path.isOfModel()) {
            RequestContent.requireJson(request);
            return true;
        }
        // The path's model may have to be written into it.
        return path.model().isPresent() && RequestContent.isJson(request);
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
        Route found = routeOf(request, path, body);
        return path.isSocket()
                ? found.overWebsocket()
                        .orElseThrow(() -> CallPath.notUpgraded(found.first().provider()))
                : found;
    }

    private Route routeOf(HttpServerRequest request, CallPath path, @Nullable ReadBody body) {
        Operation operation = path.operation().orElse(null);
        String model = path.model().orElse(body == null ? null : body.outline().model());
        if (model != null) {
            return providers.route(model, () -> conversation(request, body));
        }
        if (body != null && (operation == null || operation.requiresModel())) {
            throw new RefusedException(
                    ApiError.invalidRequest(400, "missing_model", "model", "The body has no 'model'."));
        }
        return providers.routeToDefault();
    }

    /** Begins to hold a message of a WebSocket, counted with all bodies. */
    public HeldBody holdMessage() {
        return bodies.hold(0);
    }

    private @Nullable String conversation(HttpServerRequest request, @Nullable ReadBody body) {
        String told =
                body == null ? null : body.outline().parameters().conversation().orElse(null);
        return told == null ? telemetry.session(request.headers()) : told;
    }

    /** What one of those that the request goes to is asked. */
    CallTarget target(ClientBody content, CallPath path, @Nullable ReadBody body, Route route, Target target) {
        return body == null ? unread(content, path, target) : understood(content.request(), path, body, route, target);
    }

    /**
     * Whether the request is a form, whose beginning may name the model that says where it goes.
     *
     * @throws RefusedException when it is one in a coding: it would go unread to whichever provider is the default
     */
    boolean isForm(HttpServerRequest request, CallPath path) {
        boolean form = !path.isOfModel() && !path.isUpload() && RequestContent.isForm(request);
        if (form) {
            RequestContent.requirePlain(request);
        }
        return form;
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
    Route route(HttpServerRequest request, CallPath path, PeekedBody form) {
        return path.model()
                .or(() -> model(request, form).map(FormModel::name))
                .map(named -> providers.route(named, () -> telemetry.session(request.headers())))
                .orElseGet(providers::routeToDefault);
    }

    /** What one of those that a form goes to is asked. */
    CallTarget target(HttpServerRequest request, CallPath path, PeekedBody form, Target target) {
        Optional<FormModel> written = model(request, form);
        String model = target.model().or(path::model).orElse(null);
        if (model != null && written.isPresent() && !model.equals(written.get().name())) {
            form.replaceBeginning(
                    Splice.into(form.beginning(), List.of(written.get().to(model))));
        }
        String asked = model == null ? written.map(FormModel::name).orElse(null) : model;
        Body body = new StreamedBody(form, form.grown(), true);
        return new CallTarget(target, outgoing(request, path, target, asked, null, body), null, empty, false);
    }

    private static Optional<FormModel> model(HttpServerRequest request, PeekedBody form) {
        return FormModel.in(request.getHeader(HttpHeaders.CONTENT_TYPE), form.beginning(), form.isWhole());
    }

    /** A provider does not take what asks for the usage: from now on its streams are not asked. */
    public void refusesUsage(Provider provider) {
        if (refusers.add(provider)) {
            LOG.warnf(
                    "Provider '%s' refuses stream_options: its streams are no more asked for their usage."
                            + " providers.%s.include_usage: false says so from the start.",
                    provider.name(), provider.name());
            telemetry.usageRefused(provider);
        }
    }

    private CallTarget unread(ClientBody content, CallPath path, Target target) {
        HttpServerRequest request = content.request();
        String model = target.model().or(path::model).orElse(null);
        Body body = path.isSocket() ? new Upgrade() : new NoBody();
        if (!path.isSocket() && RequestContent.isThere(request)) {
            BodyReader.sendContinue(request);
            body = new StreamedBody(content, 0, RequestContent.isAnnounced(request));
        }
        return new CallTarget(target, outgoing(request, path, target, model, null, body), null, empty, false);
    }

    private CallTarget understood(HttpServerRequest request, CallPath path, ReadBody read, Route route, Target target) {
        Operation operation = path.operation().orElse(null);
        Buffer json = read.json();
        RequestOutline outline = read.outline();
        String model = target.model().or(path::model).orElse(outline.model());
        AcceptedCodings codings =
                operation != null && telemetry.readsAnswers() ? AcceptedCodings.of(request.headers()) : null;
        boolean asksUsage = codings != null && asksUsage(operation, outline, target.provider(), codings);
        List<Splice> splices = new ArrayList<>();
        if (model != null && !model.equals(outline.model())) {
            splices.add(outline.modelTo(model));
        }
        if (asksUsage) {
            outline.usageOption().ifPresent(splices::add);
        }
        WholeBody body = splices.isEmpty()
                ? new WholeBody(read.content(), read.coding() != ContentCoding.IDENTITY)
                : new WholeBody(Splice.into(json, splices), false);
        String accept = codings == null ? null : asksUsage ? "identity" : codings.readable();
        return new CallTarget(
                target,
                outgoing(request, path, target, model, accept, body),
                operation == null ? null : inference(operation, route, target, model, outline),
                operation == null ? empty : json,
                asksUsage);
    }

    // Other dialects tell their usage unasked. To take the chunk out again its bytes must be plain.
    private boolean asksUsage(
            @Nullable Operation operation, RequestOutline outline, Provider provider, AcceptedCodings codings) {
        return (operation == Operation.CHAT_COMPLETIONS || operation == Operation.COMPLETIONS)
                && provider.includeUsage()
                && !refusers.contains(provider)
                && outline.usageOption().isPresent()
                && codings.acceptsPlain();
    }

    private static Inference inference(
            Operation operation, Route route, Target target, @Nullable String model, RequestOutline outline) {
        return new Inference(
                operation,
                target.provider(),
                model,
                route.alias().orElse(null),
                route.claimed(),
                outline.streaming(),
                outline.parameters());
    }

    private static OutgoingRequest outgoing(
            HttpServerRequest request,
            CallPath path,
            Target target,
            @Nullable String model,
            @Nullable String acceptEncoding,
            Body body) {
        String query =
                path.isSocket() && model != null ? SocketQuery.withModel(request.query(), model) : request.query();
        String asked =
                target.provider().endpoint().target(path.rest(), query, path.isSocket() ? null : model, path.asAzure());
        return new OutgoingRequest(request.method(), asked, request.headers(), acceptEncoding, body);
    }
}
