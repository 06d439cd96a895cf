package dev.lintel.upstream;

import dev.lintel.upstream.failure.UpstreamException;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpVersion;

/**
 * Takes the rest of an answer that nobody wants: up to a bound in bytes and in time, for then a new connection is cheaper than
 * waiting for the old one. On the exchange's event loop.
 */
final class Discarded implements ExchangeReceiver {

    private static final int MAX_BYTES = 64 * 1024;
    private static final long MAX_MILLIS = 1000;

    private final Exchange exchange;
    private final Vertx vertx = Vertx.currentContext().owner();
    private final long timer;
    private int bytes;

    Discarded(Exchange exchange) {
        this.exchange = exchange;
        this.timer = vertx.setTimer(MAX_MILLIS, late -> exchange.cancel());
    }

    @Override
    public void sending(HttpVersion version, MultiMap headers) {
        // It has been sent.
    }

    @Override
    public void answered() {
        // It has been answered.
    }

    @Override
    public void piece(Buffer piece) {
        bytes += piece.length();
        if (bytes > MAX_BYTES) {
            exchange.cancel();
            vertx.cancelTimer(timer);
        }
    }

    @Override
    public void ended() {
        vertx.cancelTimer(timer);
    }

    @Override
    public void stalled() {
        // It is never paused.
    }

    @Override
    public void failed(UpstreamException failure) {
        vertx.cancelTimer(timer);
    }
}
