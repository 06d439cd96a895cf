package dev.lintel.process.listener;

import dev.lintel.http.connection.ClientConnections;
import dev.lintel.http.connection.HeadDeadline;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.impl.transports.JDKTransport;
import io.vertx.core.net.NetServerOptions;
import java.time.Duration;

/** Vert.x' own transport, which sees to each connection as it is accepted: servers of Vert.x show it only with its first request. */
public final class ListenerTransport extends JDKTransport {

    private final Duration headLimit;
    private final ClientConnections connections;

    /**
     * Takes what each connection is seen to with.
     *
     * @param headLimit {@code listener.head_timeout}; zero is none
     */
    public ListenerTransport(Duration headLimit, ClientConnections connections) {
        this.headLimit = headLimit;
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
                HeadDeadline.watch(accepted, headLimit);
            }
            context.fireChannelRead(connection);
        }
    }
}
