package dev.lintel.http.body;

import dev.lintel.http.Deadlines;
import dev.lintel.http.RefusedException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.ContextInternal;
import java.time.Duration;
import java.util.function.Consumer;

/** Sees to it that bodies of requests come in time. Any thread may use it. */
public final class ClientBodies {

    private final long limitNanos;
    // One for each event loop of this one, which is made once.
    @SuppressWarnings("ThreadLocalUsage")
    private final ThreadLocal<Deadlines<ClientBody>> deadlines = ThreadLocal.withInitial(ClientBodies::ofEventLoop);

    /** {@code limit} is {@code listener.body_timeout}; zero is none. */
    public ClientBodies(Duration limit) {
        this.limitNanos = limit.toNanos();
    }

    /**
     * The content of a request, none of which has been read. On the request's event loop.
     *
     * @param tooSlow hears, at most once and before its end, that it does not come in time: 408
     */
    public ClientBody of(HttpServerRequest request, Consumer<RefusedException> tooSlow) {
        return new ClientBody(request, limitNanos == 0 ? null : deadlines.get(), limitNanos, tooSlow);
    }

    private static Deadlines<ClientBody> ofEventLoop() {
        ContextInternal here = (ContextInternal) Vertx.currentContext();
        return new Deadlines<>(here.owner(), here.unwrap(), ClientBody::look);
    }
}
