package dev.lintel.upstream.connection;

import dev.lintel.http.EndToEndFields;
import dev.lintel.http.connection.Connections;
import dev.lintel.http.upstream.InterimAnswers;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaders;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * What has come on one connection of HTTP/1: a provider may close a connection that was idle just as the next request is on its
 * way, and then nothing of an answer comes. On the connection's event loop.
 */
final class ConnectionWatch extends ChannelInboundHandlerAdapter implements Carrier {

    private static final String CODEC = "codec";

    private int exchanges;
    private boolean heard;
    private Runnable writable = () -> {};

    /** The watch of a connection on which an exchange is about to begin. */
    static ConnectionWatch begin(HttpConnection connection) {
        ConnectionWatch watch = of(((ConnectionBase) connection).channel().pipeline());
        watch.exchanges++;
        watch.heard = false;
        return watch;
    }

    private static ConnectionWatch of(ChannelPipeline pipeline) {
        ConnectionWatch watch = pipeline.get(ConnectionWatch.class);
        if (watch == null) {
            watch = new ConnectionWatch();
            // Where there is no codec the connection is being closed.
            if (pipeline.context(CODEC) != null) {
                // Behind TLS, whose farewell is no answer.
                pipeline.addBefore(CODEC, null, watch);
            }
        }
        return watch;
    }

    /** Whether it has served another exchange before and no byte has come since this one began. */
    @Override
    public boolean isUnseen(HttpClientRequest request, Throwable cause) {
        return exchanges > 1 && !heard;
    }

    @Override
    public boolean hasCome(HttpClientRequest request) {
        return false;
    }

    @Override
    public boolean answersApart() {
        return false;
    }

    // As the codec has read it: no field becomes a string only to be passed on.
    @Override
    public void copyHead(HttpClientRequest request, MultiMap head, EndToEndFields passed, MultiMap to) {
        HttpHeaders read = InterimAnswers.head(request.connection());
        if (read == null) {
            passed.copy(head, to);
        } else {
            passed.copy(read, to);
        }
    }

    @Override
    public boolean hasTooManyOptions(HttpClientRequest request, MultiMap head) {
        HttpHeaders read = InterimAnswers.head(request.connection());
        return read == null ? EndToEndFields.hasTooManyOptions(head) : EndToEndFields.hasTooManyOptions(read);
    }

    // The connection serves nobody else, and a peer that does not read would never see what is queued before its end.
    @Override
    public void breakOff(HttpClientRequest request) {
        request.reset();
        Connections.drop(request.connection());
    }

    @Override
    public void giveBack(HttpClientRequest request) {
        request.reset();
    }

    // Vert.x loses count of what is queued once the protocol has been switched.
    @Override
    public boolean isWritable(HttpClientRequest request) {
        return request.connection() instanceof ConnectionBase base
                && base.channel().isWritable();
    }

    @Override
    public void whenWritable(Runnable then) {
        writable = then;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            writable.run();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void look(long nowNanos) {
        // The attempt's own time-outs are enough for one.
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) {
        heard = true;
        context.fireChannelRead(bytes);
    }
}
