package dev.lintel.http.connection;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;

/** What a connection of Vert.x does not offer. */
public final class Connections {

    private Connections() {}

    /**
     * Closes a connection of HTTP/1 at once. What is queued for its peer is dropped: {@link HttpConnection#close} waits until it
     * has been taken, which a peer that does not read never does. On the connection's event loop.
     */
    public static void drop(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            // From below the handler of Vert.x, which would wait.
            ChannelFuture unused = base.channelHandlerContext().close();
        } else {
            connection.close();
        }
    }

    /** The same of one on which another protocol is spoken. */
    public static void drop(NetSocket socket) {
        if (socket instanceof ConnectionBase base) {
            ChannelFuture unused = base.channelHandlerContext().close();
        } else {
            socket.close();
        }
    }

    /** Runs what concerns a connection on its event loop, at once where that is this thread's. On any thread. */
    public static void onEventLoop(HttpConnection connection, Runnable task) {
        EventLoop eventLoop = ((ConnectionBase) connection).channel().eventLoop();
        if (eventLoop.inEventLoop()) {
            task.run();
        } else {
            eventLoop.execute(task);
        }
    }
}
