package dev.lintel.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which the head of a request does not come whole in time: the first one from when the connection is
 * accepted, TLS included, each further one from its first byte. Of HTTP/2 only the first. Of one connection, on its event loop.
 */
public final class HeadDeadline extends ChannelInboundHandlerAdapter {

    private final long limitMillis;
    private @Nullable ChannelHandlerContext connection;
    private @Nullable Future<?> late;
    private boolean answering;
    private boolean begun;
    private boolean served;
    private volatile long heardNanos;

    private HeadDeadline(Duration limit) {
        this.limitMillis = limit.toMillis();
    }

    /** Sees to a connection that has just been accepted; a limit of zero is none. */
    public static void watch(Channel accepted, Duration limit) {
        // Before TLS and all else: what counts is what the client sends.
        accepted.pipeline().addFirst(new HeadDeadline(limit));
    }

    /** Lets a connection take as long as it likes. */
    public static void lift(HttpConnection connection) {
        HeadDeadline deadline = of(connection);
        if (deadline != null && connection instanceof ConnectionBase base) {
            base.channel().pipeline().remove(deadline);
        }
    }

    /** When bytes of a head came last that is not whole yet, by {@link System#nanoTime}; 0 for no such head. Any thread may ask. */
    static long heardNanos(Channel accepted) {
        HeadDeadline deadline = accepted.pipeline().get(HeadDeadline.class);
        return deadline == null ? 0 : deadline.heardNanos;
    }

    static @Nullable HeadDeadline of(HttpConnection connection) {
        return connection instanceof ConnectionBase base
                ? base.channel().pipeline().get(HeadDeadline.class)
                : null;
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
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        disarm();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        begun = true;
        if (!answering) {
            heardNanos = System.nanoTime();
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
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (served) {
            context.fireExceptionCaught(cause);
        } else {
            // Who leaves before the first head is whole has asked nothing; Netty would warn that nobody hears of it.
            close(context);
        }
    }

    private void arm() {
        ChannelHandlerContext context = connection;
        if (late == null && context != null && limitMillis > 0) {
            late = context.executor().schedule(() -> close(context), limitMillis, TimeUnit.MILLISECONDS);
        }
    }

    private static void close(ChannelHandlerContext context) {
        ChannelFuture unused = context.close();
    }

    private void disarm() {
        if (late != null) {
            late.cancel(false);
            late = null;
        }
    }
}
