package dev.lintel.upstream;

import dev.lintel.upstream.connection.Carrier;
import dev.lintel.upstream.failure.Obstacle;
import dev.lintel.upstream.failure.UpstreamException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpVersion;

/**
 * An exchange whose provider has switched to another protocol: its bytes, both ways. That the provider closes the connection is a
 * failure, for where the protocol ends is not known here. On the call's event loop.
 */
public final class Tunnel implements ExchangeReceiver {

    /** Hears what comes. After {@link #failed} nothing more. */
    public interface Receiver {

        /** The next bytes. */
        void piece(Buffer bytes);

        /** Nothing of them has been taken for too long. */
        void stalled();

        /** The connection is gone: the provider has closed it, or it was given up. */
        void failed(UpstreamException failure);
    }

    private final Receiver to;
    private final Exchange exchange;
    private final HttpClientRequest request;
    private final Carrier carrier;
    private final ExchangeClock clock;
    private boolean closed;

    Tunnel(Exchange exchange, HttpClientRequest request, Carrier carrier, ExchangeClock clock, Receiver to) {
        this.to = to;
        this.exchange = exchange;
        this.request = request;
        this.carrier = carrier;
        this.clock = clock;
        waits(false);
    }

    /** Sends bytes, and says whether more may follow at once. */
    public boolean write(Buffer bytes) {
        if (closed) {
            return true;
        }
        request.write(bytes, null);
        return carrier.isWritable(request);
    }

    /** Calls {@code then} each time that more may be sent again. */
    public void whenWritable(Runnable then) {
        carrier.whenWritable(then);
    }

    /** Whether anything is waited for from now on, so that silence is too long some time; until then it may last. */
    public void waits(boolean forSomething) {
        clock.waits(forSomething, System.nanoTime());
    }

    /** Stops the provider's bytes from coming. */
    public void pause() {
        exchange.pause();
    }

    /** Lets them come again. */
    public void resume() {
        exchange.resume();
    }

    /** Closes the connection once what has been sent is taken. Nothing more is heard of it. */
    public void close() {
        closed = true;
        if (exchange.end()) {
            request.end();
        }
    }

    /** Drops the connection, also one that is to be closed. Nothing more is heard of it. */
    public void drop() {
        closed = true;
        exchange.end();
        carrier.breakOff(request);
    }

    @Override
    public void sending(HttpVersion version, MultiMap headers) {
        throw new IllegalStateException("the protocol has been switched");
    }

    @Override
    public void answered() {
        throw new IllegalStateException("the protocol has been switched");
    }

    @Override
    public void piece(Buffer bytes) {
        to.piece(bytes);
    }

    @Override
    public void ended() {
        failed(new UpstreamException(Obstacle.INCOMPLETE, "The provider has closed the connection."));
    }

    @Override
    public void stalled() {
        to.stalled();
    }

    @Override
    public void failed(UpstreamException failure) {
        closed = true;
        to.failed(failure);
    }
}
