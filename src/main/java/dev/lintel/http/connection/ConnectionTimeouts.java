package dev.lintel.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which the head of a request does not come whole in time, the first one from when the connection is
 * accepted, TLS included, each further one from its first byte, of HTTP/2 only the first; and one on which nothing has passed
 * for too long in either direction. Of one connection, on its event loop.
 */
public final class ConnectionTimeouts extends ChannelDuplexHandler implements Runnable {

    /** The limits of one listener; zero is none. */
    public record Limits(Duration head, Duration idle, LongSupplier nanoTime) {

        /** By {@link System#nanoTime}. */
        public Limits(Duration head, Duration idle) {
            this(head, idle, System::nanoTime);
        }
    }

    private final Limits limits;
    private @Nullable ChannelHandlerContext connection;
    private @Nullable Future<?> late;
    private @Nullable Future<?> idle;
    private boolean answering;
    private boolean begun;
    private boolean served;
    private boolean headsLifted;
    private long passedNanos;
    private volatile long heardNanos;

    private ConnectionTimeouts(Limits limits) {
        this.limits = limits;
    }

    /** Sees to a connection that has just been accepted. */
    public static void watch(Channel accepted, Limits limits) {
        // Before TLS and all else: what counts is what the client sends.
        accepted.pipeline().addFirst(new ConnectionTimeouts(limits));
    }

    /** Lets the heads on a connection take as long as they like. */
    public static void lift(HttpConnection connection) {
        ConnectionTimeouts timeouts = of(connection);
        if (timeouts != null) {
            timeouts.lift();
        }
    }

    /** When bytes of a head came last that is not whole yet, by {@link System#nanoTime}; 0 for no such head. Any thread may ask. */
    static long heardNanos(Channel accepted) {
        ConnectionTimeouts timeouts = accepted.pipeline().get(ConnectionTimeouts.class);
        return timeouts == null ? 0 : timeouts.heardNanos;
    }

    static @Nullable ConnectionTimeouts of(HttpConnection connection) {
        return connection instanceof ConnectionBase base
                ? base.channel().pipeline().get(ConnectionTimeouts.class)
                : null;
    }

    /** All heads may take as long as they like. */
    void lift() {
        came();
        headsLifted = true;
    }

    /** A head has come. */
    void came() {
        answering = true;
        served = true;
        heardNanos = 0;
        disarm();
    }

    /** All requests that have come are answered. */
    void answered() {
        answering = false;
        begun = false;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        connection = context;
        begun = true;
        arm();
        passedNanos = limits.nanoTime().getAsLong();
        long limit = limits.idle().toNanos();
        if (limit > 0) {
            lookIn(limit);
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        disarm();
        if (idle != null) {
            idle.cancel(false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        begun = true;
        passedNanos = limits.nanoTime().getAsLong();
        if (!answering && !headsLifted) {
            heardNanos = passedNanos;
        }
        context.fireChannelRead(bytes);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        // Mostly the head has come with its first byte, and no timer is needed.
        if (begun && !answering) {
            arm();
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        passedNanos = limits.nanoTime().getAsLong();
        context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (served) {
            context.fireExceptionCaught(cause);
        } else {
            // Who leaves before the first head is whole has asked nothing; Netty would warn that nobody hears of it.
            drop();
        }
    }

    /** Looks whether nothing has passed for too long. */
    @Override
    public void run() {
        long left = limits.idle().toNanos() - (limits.nanoTime().getAsLong() - passedNanos);
        if (left > 0) {
            lookIn(left);
        } else if (served) {
            // Vert.x closes it, by way of TLS, which says goodbye.
            context().fireUserEventTriggered(IdleStateEvent.ALL_IDLE_STATE_EVENT);
            lookIn(limits.idle().toNanos());
        } else {
            drop();
        }
    }

    private void lookIn(long nanos) {
        idle = context().executor().schedule(this, nanos, TimeUnit.NANOSECONDS);
    }

    private void arm() {
        if (late == null && !headsLifted && !limits.head().isZero()) {
            late = context().executor().schedule(this::drop, limits.head().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void drop() {
        ChannelFuture unused = context().close();
    }

    private void disarm() {
        if (late != null) {
            late.cancel(false);
            late = null;
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(connection, "added to no connection");
    }
}
