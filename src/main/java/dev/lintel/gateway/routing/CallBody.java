package dev.lintel.gateway.routing;

import dev.lintel.http.BodyReader;
import dev.lintel.http.HeldBody;
import dev.lintel.http.RefusedException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The body of one call while it is read, and held. On the call's event loop; what takes long is done beside it. */
public final class CallBody implements BodyReader.Receiver {

    /** Hears, once, that the body is read, or why it cannot be. */
    public interface Receiver {

        /** It has been read. */
        void read();

        /** It cannot be read. */
        void unreadable(Throwable why);
    }

    private final RequestReader requests;
    private final BodyReader bodies;
    private final HttpServerRequest request;
    private final Receiver to;
    private final boolean gzipped;
    private @Nullable HeldBody held;
    private @Nullable ReadBody read;
    private long waitedNanos;
    private boolean beside;
    private boolean released;

    CallBody(RequestReader requests, BodyReader bodies, HttpServerRequest request, boolean gzipped, Receiver to) {
        this.requests = requests;
        this.bodies = bodies;
        this.request = request;
        this.gzipped = gzipped;
        this.to = to;
    }

    /** Lets it come. */
    public void begin() {
        waitedNanos = -System.nanoTime();
        held = bodies.read(request, this);
    }

    /** The body that has been read. */
    public ReadBody content() {
        return Objects.requireNonNull(read, "it has not been read");
    }

    /** How long the client let itself be waited for. */
    public long waitedNanos() {
        return waitedNanos;
    }

    /** Nobody wants it any more. */
    public void release() {
        released = true;
        read = null;
        if (held != null && !beside) {
            held.release();
        }
    }

    @Override
    public void come(HeldBody whole) {
        waitedNanos += System.nanoTime();
        try {
            read = requests.readAtOnce(whole, gzipped);
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
                .executeBlocking(() -> requests.readInTime(whole, gzipped), false)
                .onComplete(this::readBeside);
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
