package dev.lintel.http.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many requests of HTTP/1 may wait on one connection for the answers to those before them (RFC 9112, section
 * 9.3.2): what comes beyond is dropped, and the connection closed once the others are answered, so that the client sends it
 * again elsewhere. It tells the {@link ConnectionTimeouts} when heads come and when all are answered. Of one connection.
 */
public final class PipelinedRequests extends ChannelDuplexHandler {

    private static final int MOST = 32;
    private static final String NAME = "pipelined-requests";
    private static final String SERVER = "handler";

    private final @Nullable ConnectionTimeouts deadline;
    private int waiting = 1;
    private boolean full;

    private PipelinedRequests(@Nullable ConnectionTimeouts deadline) {
        this.deadline = deadline;
        if (deadline != null) {
            deadline.came();
        }
    }

    /** Sees to the connection of a request, of which it is the first. */
    public static void bound(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            ConnectionTimeouts.lift(request.connection());
        } else if (request.connection() instanceof ConnectionBase connection
                && connection.channel().pipeline().get(NAME) == null) {
            ConnectionTimeouts deadline = ConnectionTimeouts.of(request.connection());
            connection.channel().pipeline().addBefore(SERVER, NAME, new PipelinedRequests(deadline));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            full |= waiting == MOST;
            waiting += full ? 0 : 1;
            if (deadline != null) {
                deadline.came();
            }
        }
        if (full) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean answered = message instanceof LastHttpContent
                && !(message instanceof HttpResponse response
                        && response.status().code() < 200);
        if (answered) {
            waiting--;
            if (waiting == 0 && deadline != null) {
                deadline.answered();
            }
        }
        boolean last = answered && full && waiting == 0;
        ChannelFuture unused =
                context.write(message, last ? promise.unvoid().addListener(ChannelFutureListener.CLOSE) : promise);
    }
}
