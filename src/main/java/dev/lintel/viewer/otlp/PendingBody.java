package dev.lintel.viewer.otlp;

import dev.lintel.http.body.ClientBodies;
import dev.lintel.http.body.ClientBody;
import dev.lintel.viewer.otlp.spans.RefusedExportException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;

/** The body of one export while it comes and waits to be read, counted with all that wait. For the request's event loop. */
final class PendingBody {

    private final ClientBody coming;
    private final IntakeLimits limits;
    private final AtomicLong pending;
    private final Promise<Buffer> whole = Promise.promise();
    private final Buffer content = Buffer.buffer();
    private boolean released;

    PendingBody(ClientBodies bodies, HttpServerRequest request, IntakeLimits limits, AtomicLong pending) {
        this.coming = bodies.of(request, late -> whole.tryFail(RefusedExportException.tooSlow()));
        this.limits = limits;
        this.pending = pending;
    }

    /** Reads to the end. Fails with {@link RefusedExportException} as soon as the body is known to be too large. */
    Future<Buffer> read() {
        coming.exceptionHandler(
                broken -> whole.tryFail(RefusedExportException.malformed("The body broke off, or is not valid HTTP.")));
        coming.endHandler(end -> whole.tryComplete(content));
        coming.handler(this::take);
        coming.resume();
        return whole.future();
    }

    /** Says that the body is not needed any more. */
    void release() {
        if (!released) {
            released = true;
            coming.release();
            pending.addAndGet(-content.length());
        }
    }

    private void take(Buffer piece) {
        if (released || whole.future().isComplete()) {
            return;
        }
        if (content.length() + (long) piece.length() > limits.maxBodyBytes()) {
            whole.tryFail(limits.tooLarge());
        } else if (pending.addAndGet(piece.length()) > limits.maxPendingBytes()) {
            pending.addAndGet(-piece.length());
            whole.tryFail(RefusedExportException.busy());
        } else {
            content.appendBuffer(piece);
        }
    }
}
