package dev.lintel.gateway;

import dev.lintel.gateway.routing.CallPath;
import dev.lintel.gateway.routing.CallTarget;
import dev.lintel.http.BodyReader;
import dev.lintel.http.PeekedBody;
import dev.lintel.http.RefusedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What of a request must be read before it is known where it goes: all of its body, the beginning of a form, or nothing. */
final class RequestContent implements BodyReader.Receiver, PeekedBody.Receiver {

    /** How much of a form is looked at for its model. */
    private static final int MOST_OF_A_FORM = 64 * 1024;

    private final Gateway with;
    private final HttpServerRequest request;
    private final CallPath path;
    private final Runnable whenRead;
    private final Consumer<RefusedException> whenRefused;

    private @Nullable Buffer body;
    private @Nullable PeekedBody form;
    private long waitedNanos;

    RequestContent(
            Gateway with,
            HttpServerRequest request,
            CallPath path,
            Runnable whenRead,
            Consumer<RefusedException> whenRefused) {
        this.with = with;
        this.request = request;
        this.path = path;
        this.whenRead = whenRead;
        this.whenRefused = whenRefused;
    }

    /** Begins to read, and says whether there is anything to be waited for. */
    boolean mustWait() {
        if (with.requests.isForm(request, path)) {
            PeekedBody.peek(request, MOST_OF_A_FORM, beginning -> with.requests.namesModel(request, beginning), this);
            return true;
        }
        if (!with.requests.mustRead(request, path)) {
            return false;
        }
        waitedNanos = -System.nanoTime();
        with.bodies.read(request, this);
        return true;
    }

    /** Where the request goes. */
    CallTarget target() {
        return form == null ? with.requests.target(request, path, body) : with.requests.target(request, path, form);
    }

    /** How long the client let itself be waited for. */
    long waitedNanos() {
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
