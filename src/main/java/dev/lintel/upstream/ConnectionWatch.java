package dev.lintel.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * What has come on one connection of HTTP/1: a provider may close a connection that was idle just as the next request is on its
 * way, and then nothing of an answer comes. On the connection's event loop.
 */
final class ConnectionWatch extends ChannelInboundHandlerAdapter {

    private static final String CODEC = "codec";

    private int exchanges;
    private boolean heard;

    /** The watch of a connection on which an exchange is about to begin; null where it can not be watched. */
    static @Nullable ConnectionWatch begin(HttpConnection connection) {
        if (!(connection instanceof ConnectionBase base)) {
            return null;
        }
        ChannelPipeline pipeline = base.channel().pipeline();
        ConnectionWatch watch = pipeline.get(ConnectionWatch.class);
        if (watch == null) {
            if (pipeline.context(CODEC) == null) {
                return null;
            }
            watch = new ConnectionWatch();
            // Behind TLS, whose farewell is no answer.
            pipeline.addBefore(CODEC, null, watch);
        }
        watch.exchanges++;
        watch.heard = false;
        return watch;
    }

    /** Whether it has served another exchange before and no byte has come since this one began. */
    boolean isStale() {
        return exchanges > 1 && !heard;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        heard = true;
        context.fireChannelRead(bytes);
    }
}
