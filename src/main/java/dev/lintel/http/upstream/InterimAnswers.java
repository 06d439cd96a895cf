package dev.lintel.http.upstream;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * Takes interim answers that a client need not know (RFC 9110, section 15.2), such as 102, off a connection, before they are
 * taken for the final one. It knows the head of the last answer. Of one connection.
 */
public final class InterimAnswers extends ChannelInboundHandlerAdapter {

    private static final String CLIENT = "handler";

    private boolean dropping;
    private @Nullable HttpHeaders head;

    private InterimAnswers() {}

    /** Has them ignored on a connection of HTTP/1 to a server. */
    public static void ignoreOn(HttpConnection connection) {
        if (connection instanceof ConnectionBase base
                && base.channel().pipeline().get(CLIENT) != null) {
            base.channel().pipeline().addBefore(CLIENT, "interim-answers", new InterimAnswers());
        }
    }

    /** The head that has come last on a connection of HTTP/1, as its codec has read it; null for none. */
    public static @Nullable HttpHeaders head(HttpConnection connection) {
        InterimAnswers of = ((ConnectionBase) connection).channel().pipeline().get(InterimAnswers.class);
        return of == null ? null : of.head;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpResponse response) {
            dropping = isUnknown(response.status().code());
            head = response.headers();
        }
        if (dropping) {
            // Nothing but the end of its empty content follows.
            dropping = !(message instanceof LastHttpContent);
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }

    // 100 and 103 are known to Vert.x; nobody has asked for 101, which is refused.
    static boolean isUnknown(int status) {
        return status >= 102 && status < 200 && status != 103;
    }
}
