package dev.lintel.gateway;

import dev.lintel.gateway.charge.CallCharge;
import dev.lintel.gateway.routing.CallPath;
import dev.lintel.gateway.routing.CallTarget;
import dev.lintel.gateway.socket.SocketRelay;
import dev.lintel.gateway.socket.client.ClientSocket;
import dev.lintel.gateway.socket.client.Message;
import dev.lintel.gateway.socket.turn.Asked;
import dev.lintel.gateway.socket.turn.Opening;
import dev.lintel.http.ApiError;
import dev.lintel.http.RefusedException;
import dev.lintel.providers.Provider;
import dev.lintel.telemetry.call.CallTelemetry;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.upstream.Exchange;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The opening of a WebSocket. Where only its first text says to whom it leads the client is agreed with before any provider is
 * asked; else the provider's answer decides. On the call's event loop.
 */
final class SocketOpening implements ClientSocket.Receiver {

    /** How long a client that has been agreed with may take for its first text. */
    private static final long MAX_FIRST_MILLIS = 60_000;

    private static final ApiError NO_TEXT =
            ApiError.invalidRequest(408, "request_timeout", null, "No text has come on the WebSocket.");

    private static final int MOST_EARLY = 64 * 1024;

    private final Setup with;
    private final HttpServerRequest request;
    private final CallTelemetry telemetry;
    private final ClientSocket client;
    private final Consumer<@Nullable String> heard;
    private final Consumer<Ending> over;
    private final Buffer early = Buffer.buffer();
    private @Nullable Asked first;

    /**
     * Of a request that asks for it.
     *
     * @param heard gets the model that the first text names, null for none
     * @param over hears how it has ended
     */
    SocketOpening(
            Setup with,
            HttpServerRequest request,
            CallTelemetry telemetry,
            Consumer<@Nullable String> heard,
            Consumer<Ending> over) {
        this.with = with;
        this.request = request;
        this.telemetry = telemetry;
        this.heard = heard;
        this.over = over;
        this.client = new ClientSocket(request, with.requests()::holdMessage);
    }

    /**
     * Begins, and says whether the first text must be waited for.
     *
     * @throws RefusedException when it is none, or nobody takes any
     */
    boolean begin(CallPath path) {
        ClientSocket.require(request);
        with.underWay().requireLasting();
        List<Provider> providers = with.providers().all();
        if (path.model().isPresent()
                || (providers.size() == 1 && providers.get(0).isDefault())) {
            return false;
        }
        if (providers.stream().noneMatch(each -> each.endpoint().websocket())) {
            throw CallPath.notUpgraded(providers.get(0));
        }
        describe();
        client.accept(this);
        Vertx.currentContext().owner().setTimer(MAX_FIRST_MILLIS, late -> {
            if (first == null) {
                client.refuse(NO_TEXT);
            }
        });
        return true;
    }

    private void describe() {
        if (with.describesTrace()) {
            telemetry.describe(request.response());
        }
    }

    /** The provider has agreed, and nothing of what it sends has been taken yet. */
    void agreed(Exchange from, CallPath path, CallTarget target, CallCharge charge) {
        Opening opening = new Opening(
                request, path, target, telemetry.trace(), charge, with.providers(), with.telemetry(), with.underWay());
        from.pause();
        if (client.isOpen()) {
            relay(opening, from);
        } else {
            describe();
            client.open(from.headers(), this, () -> relay(opening, from));
        }
    }

    private void relay(Opening opening, Exchange from) {
        new SocketRelay(opening, client, from).begin(early, first);
        over.accept(Ending.COMPLETED);
    }

    /** Tells on the socket why it leads nowhere; false where there is none yet, but a status left to choose. */
    boolean refuse(Throwable failure) {
        if (!client.isOpen()) {
            return false;
        }
        if (first != null) {
            first.message().release();
        }
        ApiError error = ErrorResponses.error(failure, telemetry);
        client.refuse(error);
        over.accept(Ending.failed(error.errorType()));
        return true;
    }

    @Override
    public void text(Message message) {
        Asked.read(message, read -> {
            first = read;
            heard.accept(read.model());
        });
    }

    @Override
    public void frames(Buffer frames) {
        early.appendBuffer(frames);
        if (early.length() > MOST_EARLY) {
            client.close();
        }
    }

    @Override
    public void wrong(int closeCode, String why) {
        client.close();
    }

    @Override
    public void left() {
        if (first != null) {
            first.message().release();
        }
        over.accept(Ending.CANCELLED);
    }
}
