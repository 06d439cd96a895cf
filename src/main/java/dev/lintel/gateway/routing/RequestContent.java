package dev.lintel.gateway.routing;

import dev.lintel.http.BodyReader;
import dev.lintel.http.PeekedBody;
import dev.lintel.http.RefusedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What of a request must be read before it is known where it goes: all of its body, the beginning of a form, or nothing. */
public final class RequestContent implements BodyReader.Receiver, PeekedBody.Receiver {

    /** How much of a form is looked at for its model. */
    private static final int MOST_OF_A_FORM = 64 * 1024;

    private final RequestReader requests;
    private final BodyReader bodies;
    private final HttpServerRequest request;
    private final CallPath path;
    private final Runnable whenRead;
    private final Consumer<RefusedException> whenRefused;

    private @Nullable Buffer body;
    private @Nullable PeekedBody form;
    private long waitedNanos;

    /**
     * Of a request, nothing of which has been read.
     *
     * @param whenRead runs once when enough has come; not where nothing need be waited for
     * @param whenRefused hears, in the place of that, why the request can not be read
     */
    public RequestContent(
            RequestReader requests,
            BodyReader bodies,
            HttpServerRequest request,
            CallPath path,
            Runnable whenRead,
            Consumer<RefusedException> whenRefused) {
        this.requests = requests;
        this.bodies = bodies;
        this.request = request;
        this.path = path;
        this.whenRead = whenRead;
        this.whenRefused = whenRefused;
    }

    /** Begins to read, and says whether there is anything to be waited for. */
    public boolean mustWait() {
        if (requests.isForm(request, path)) {
            PeekedBody.peek(request, MOST_OF_A_FORM, beginning -> requests.namesModel(request, beginning), this);
            return true;
        }
        if (!requests.mustRead(request, path)) {
            return false;
        }
        waitedNanos = -System.nanoTime();
        bodies.read(request, this);
        return true;
    }

    /** Where the request goes. */
    public CallTarget target() {
        return form == null ? requests.target(request, path, body) : requests.target(request, path, form);
    }

    /** How long the client let itself be waited for. */
    public long waitedNanos() {
        return waitedNanos;
    }

    @Override
    public void body(Buffer whole) {
        waitedNanos += System.nanoTime();
        body = whole;
        whenRead.run();
    }

    @Override
    public void peeked(PeekedBody begun) {
        form = begun;
        whenRead.run();
    }

    @Override
    public void refused(RefusedException refused) {
        whenRefused.accept(refused);
    }
}
