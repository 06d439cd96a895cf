package dev.lintel.process.listener;

import dev.lintel.http.connection.ClientConnections;
import dev.lintel.http.connection.ConnectionTimeouts;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;

/** Vert.x' own transport, which sees to each connection as it is accepted: servers of Vert.x show it only with its first request. */
public final class ListenerTransport extends JDKTransport {

    private final ConnectionTimeouts.Limits limits;
    private final ClientConnections connections;

    /** Takes what each connection is seen to with: {@code listener.head_timeout} and {@code idle_timeout}. */
    public ListenerTransport(ConnectionTimeouts.Limits limits, ClientConnections connections) {
        this.limits = limits;
        this.connections = connections;
    }

    @Override
    public void configure(NetServerOptions options, boolean domainSocket, ServerBootstrap bootstrap) {
        super.configure(options, domainSocket, bootstrap);
        bootstrap.handler(new Accepted());
    }

    private final class Accepted extends ChannelInboundHandlerAdapter {

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            connections.listening(context.channel());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object connection) {
            if (connection instanceof Channel accepted) {
                connections.accepted(accepted);
                ConnectionTimeouts.watch(accepted, limits);
            }
            context.fireChannelRead(connection);
        }
    }
}
