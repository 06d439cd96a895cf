package dev.lintel.http.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The servers of this process, and the connections that they have accepted: they are to hear of its end. Any thread may call. */
public final class ClientConnections {

    private static final AttributeKey<Boolean> RETIRING = AttributeKey.valueOf(ClientConnections.class, "retiring");
    private static final long NO_ERROR = 0;
    private static final long STOP_MILLIS = 1_000;

    private final Set<Channel> servers = ConcurrentHashMap.newKeySet();
    private final Set<Channel> accepted = ConcurrentHashMap.newKeySet();
    private final ChannelFutureListener gone = closed -> accepted.remove(closed.channel());

    /** A server listens. */
    public void listening(Channel server) {
        servers.add(server);
        server.closeFuture().addListener(closed -> servers.remove(server));
    }

    /** One has accepted a connection. */
    public void accepted(Channel connection) {
        accepted.add(connection);
        connection.closeFuture().addListener(gone);
    }

    /**
     * When bytes of a head came last that is not whole yet, by {@link System#nanoTime}: its call is no call yet.
     *
     * @return {@code sinceNanos} if there is none, or if they came earlier than that
     */
    public long headHeardNanos(long sinceNanos) {
        long latest = sinceNanos;
        for (Channel connection : accepted) {
            long heard = ConnectionTimeouts.heardNanos(connection);
            if (heard != 0 && heard - latest > 0) {
                latest = heard;
            }
        }
        return latest;
    }

    /**
     * Has each connection of HTTP/2 hear, as soon as no stream is open on it, that its client is to open a new one (RFC 9113, section
     * 6.8): some clients lose the end of an answer when they are told before. What they ask all the same is answered.
     */
    public void retire() {
        accepted.forEach(ClientConnections::retire);
    }

    /** The same of one that was accepted since. */
    public static void retire(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            retire(base.channel());
        }
    }

    /**
     * Accepts no more connections, and tells all of HTTP/2 that are there. Waits until it is so, a second at most. Not on an event loop.
     *
     * @param but the port of a server that goes on; 0 for none
     */
    public void stopAccepting(int but) {
        for (Channel server : servers) {
            if (!(server.localAddress() instanceof InetSocketAddress address && address.getPort() == but)) {
                server.close().awaitUninterruptibly(STOP_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
        accepted.forEach(connection -> connection.eventLoop().execute(() -> goAway(connection)));
    }

    private static void retire(Channel connection) {
        connection.eventLoop().execute(() -> {
            Http2ConnectionHandler codec = connection.pipeline().get(Http2ConnectionHandler.class);
            if (codec == null || connection.attr(RETIRING).getAndSet(true) != null) {
                return;
            }
            if (codec.connection().numActiveStreams() == 0) {
                goAway(connection);
            }
            codec.connection().addListener(new Http2ConnectionAdapter() {
                @Override
                public void onStreamClosed(Http2Stream stream) {
                    if (codec.connection().numActiveStreams() == 0) {
                        goAway(connection);
                    }
                }
            });
        });
    }

    // Once: what is said again Netty leaves out.
    private static void goAway(Channel connection) {
        ChannelHandlerContext context = connection.pipeline().context(Http2ConnectionHandler.class);
        if (context != null) {
            ChannelFuture unused = ((Http2ConnectionHandler) context.handler())
                    .goAway(context, Integer.MAX_VALUE, NO_ERROR, Unpooled.EMPTY_BUFFER, context.newPromise());
            context.flush();
        }
    }
}
