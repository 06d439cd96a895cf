package dev.lintel.gateway.relay;

import dev.lintel.gateway.admission.CallsUnderWay;
import dev.lintel.http.EndToEndFields;
import dev.lintel.http.UnreadBody;
import dev.lintel.http.connection.Connections;
import dev.lintel.telemetry.call.CallTelemetry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.spi.context.storage.AccessMode;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one call: its request, which is let go when its answer lasts, and the answer's end. It is under way until
 * {@link #leave}. On the call's event loop.
 */
public final class ClientSide implements CallsUnderWay.Draining {

    private final CallsUnderWay underWay;
    private final HttpServerResponse response;
    private final HttpConnection connection;
    private final Runnable whenOver;
    private volatile @Nullable RoutingContext routing;

    /** {@code whenOver} hears, perhaps more than once, that the answer has ended or that the client has left. */
    public ClientSide(CallsUnderWay underWay, RoutingContext routing, Runnable whenOver) {
        this.underWay = underWay;
        this.routing = routing;
        this.response = routing.response();
        this.connection = routing.request().connection();
        this.whenOver = whenOver;
        underWay.enter(this);
        // In the place of the router's handlers, which would hold the request.
        Handler<Void> ended = this::ended;
        response.endHandler(ended).closeHandler(ended).exceptionHandler(broken -> ended(null));
    }

    /** As long as it has not been {@linkplain #lasts let go}. */
    public RoutingContext routing() {
        return Objects.requireNonNull(routing, "the answer lasts");
    }

    /** Likewise. */
    public HttpServerRequest request() {
        return routing().request();
    }

    /** What it is answered. */
    public HttpServerResponse response() {
        return response;
    }

    /** The status that the client has got; 0 for none. */
    public int status() {
        return response.headWritten() ? response.getStatusCode() : 0;
    }

    /** JAX-RS answers, and may have the router say when it has. */
    public void leaveToJaxRs() {
        routing().addEndHandler(end -> ended(null));
    }

    /** Lintel is to end: who has no head yet is told to come elsewhere next. */
    @Override
    public void drain() {
        Connections.onEventLoop(connection, () -> {
            RoutingContext known = routing;
            if (known != null && !response.headWritten()) {
                CallsUnderWay.sendElsewhere(known);
            }
        });
    }

    /**
     * The head has gone, and the end may be far. A request that has come whole is let go, and with it what the router and JAX-RS hold
     * of it, and so is the head.
     */
    public void lasts(CallTelemetry telemetry) {
        RoutingContext known = routing;
        if (known == null || !known.request().isEnded()) {
            return;
        }
        HttpServerRequest request = known.request();
        telemetry.lasts(request.headers());
        routing = null;
        request.handler(null).endHandler(null).exceptionHandler(null);
        response.headersEndHandler(null);
        EndToEndFields.forget(response.headers());
        if (Vertx.currentContext() instanceof ContextInternal context && context.isDuplicate()) {
            // The scope of CDI, which JAX-RS has begun for the request.
            context.removeLocal(ContextInternal.LOCAL_MAP, AccessMode.CONCURRENT);
        }
    }

    /** The call is over. */
    public void leave() {
        RoutingContext known = routing;
        if (known != null && response.ended()) {
            UnreadBody.giveUp(known.request(), known.vertx());
        }
        underWay.leave(this);
    }

    private void ended(@Nullable Void end) {
        whenOver.run();
        if (response.headers().contains(HttpHeaders.CONNECTION, HttpHeaders.CLOSE, true)) {
            // Which its head has announced.
            connection.close();
        }
    }
}
