package dev.lintel.gateway.routing;

import dev.lintel.http.RefusedException;
import dev.lintel.http.body.BodyReader;
import dev.lintel.http.body.ClientBodies;
import dev.lintel.http.body.ClientBody;
import dev.lintel.http.body.ContentCoding;
import dev.lintel.http.body.HeldBody;
import dev.lintel.http.body.PeekedBody;
import dev.lintel.openai.request.FormModel;
import dev.lintel.providers.Route;
import dev.lintel.providers.Target;
import dev.lintel.telemetry.call.CallTelemetry;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The body of one call: read as far as it must be before it is known where the call goes, and held. All of it, the beginning
 * of a form, or nothing. On the call's event loop; what takes long is done beside it.
 */
public final class CallBody implements BodyReader.Receiver, PeekedBody.Receiver {

    /** How much of a form is looked at for its model. */
    private static final int MOST_OF_A_FORM = 64 * 1024;

    /** Hears, once, that the body is read, or why it cannot be. */
    public interface Receiver {

        /** As much as must be has been read. */
        void read();

        /** It cannot be read. */
        void unreadable(Throwable why);
    }

    private final RequestReader requests;
    private final BodyReader bodies;
    private final HttpServerRequest request;
    private final ClientBody content;
    private final CallPath path;
    private final Receiver to;
    private ContentCoding coding = ContentCoding.IDENTITY;
    private @Nullable HeldBody held;
    private @Nullable ReadBody read;
    private @Nullable PeekedBody form;
    private @Nullable Route route;
    private long waitedNanos;
    private Future<?> otherwiseRead = Future.succeededFuture();
    private boolean beside;
    private boolean released;

    CallBody(
            RequestReader requests,
            BodyReader bodies,
            ClientBodies clients,
            HttpServerRequest request,
            CallPath path,
            Receiver to) {
        this.requests = requests;
        this.bodies = bodies;
        this.request = request;
        this.content = clients.of(request, to::unreadable);
        this.path = path;
        this.to = to;
    }

    /**
     * Lets it come, and says whether there is anything to be waited for.
     *
     * @throws RefusedException when it is not of a kind that the endpoint takes
     */
    public boolean begin() {
        if (requests.isForm(request, path)) {
            waitedNanos = -System.nanoTime();
            held = bodies.hold(MOST_OF_A_FORM);
            PeekedBody.peek(content, MOST_OF_A_FORM, beginning -> requests.namesModel(request, beginning), this);
            return true;
        }
        if (!requests.mustRead(request, path)) {
            return false;
        }
        coding = RequestContent.coding(request);
        waitedNanos = -System.nanoTime();
        held = bodies.read(content, this);
        return true;
    }

    /** The model that the caller names, as it does; null when it names none that is read. Before {@link #target}. */
    public @Nullable String model() {
        if (form != null) {
            return FormModel.in(request.getHeader(HttpHeaders.CONTENT_TYPE), form.beginning(), form.isWhole())
                    .map(FormModel::name)
                    .orElse(null);
        }
        return read == null ? null : read.outline().model();
    }

    /**
     * Where the call goes, now that enough has been read.
     *
     * @throws RefusedException when it cannot be passed on
     */
    public Route route() {
        Route found = form == null ? requests.route(request, path, read) : requests.route(request, path, form);
        route = found;
        return found;
    }

    /** What one of those that it goes to is asked. Only while the body is held. */
    public CallTarget target(Target target) {
        return form == null
                ? requests.target(content, path, read, Objects.requireNonNull(route), target)
                : requests.target(request, path, form, target);
    }

    /** Lets telemetry read what is asked. It is held until that is over, also when it has been released by then. */
    public void readBy(CallTelemetry telemetry, CallTarget asked) {
        otherwiseRead = telemetry.read(asked.inference(), asked.json(), waitedNanos);
        otherwiseRead.onComplete(done -> {
            if (released) {
                release();
            }
        });
    }

    /** Nobody else wants it any more. */
    public void release() {
        released = true;
        content.release();
        read = null;
        if (held != null && !beside && otherwiseRead.isComplete()) {
            held.release();
        }
    }

    @Override
    public void come(HeldBody whole) {
        waitedNanos += System.nanoTime();
        try {
            read = requests.readAtOnce(whole, coding);
        } catch (RefusedException refused) {
            refused(refused);
            return;
        }
        if (read != null) {
            to.read();
            return;
        }
        beside = true;
        Vertx.currentContext()
                .executeBlocking(() -> requests.readInTime(whole, coding), false)
                .onComplete(this::readBeside);
    }

    @Override
    public void peeked(PeekedBody begun) {
        waitedNanos += System.nanoTime();
        form = begun;
        to.read();
    }

    @Override
    public void refused(RefusedException refused) {
        to.unreadable(refused);
    }

    private void readBeside(AsyncResult<ReadBody> done) {
        beside = false;
        if (released) {
            release();
        } else if (done.succeeded()) {
            read = done.result();
            to.read();
        } else {
            to.unreadable(done.cause());
        }
    }
}
