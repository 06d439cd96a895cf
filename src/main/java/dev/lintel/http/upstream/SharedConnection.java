package dev.lintel.http.upstream;

import dev.lintel.http.connection.Connections;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A connection of HTTP/2 to a server, and what Vert.x leaves to be seen to on one that calls share: that none holds the others up,
 * and that an answer which has come whole is not taken for a broken one. On the connection's event loop.
 */
public final class SharedConnection extends Http2FrameListenerDecorator {

    /** How many streams there may be at once, where the server allows as many. */
    public static final int MOST_STREAMS = 100;

    /** How many bytes of a stream's answer may have come that nobody has taken. */
    public static final int STREAM_WINDOW = 65_535;

    /**
     * Twice what all streams together may hold: the server hears that there is room again when half of it is free, which must
     * come though all streams but one are stalled.
     */
    private static final int CONNECTION_WINDOW = 2 * MOST_STREAMS * STREAM_WINDOW;

    private static final Pattern INTERIM = Pattern.compile("1\\d\\d");

    private static final AttributeKey<SharedConnection> KEY = AttributeKey.valueOf(SharedConnection.class, "watch");

    private final HttpConnection connection;
    private final Http2Connection streams;
    private final Http2Connection.PropertyKey come;
    private final Liveness liveness;
    private boolean answered;

    private SharedConnection(HttpConnection connection, Http2ConnectionHandler codec) {
        super(codec.decoder().frameListener());
        this.connection = connection;
        this.streams = codec.connection();
        this.come = streams.newKey();
        this.liveness = new Liveness(connection);
    }

    /** Sees to a connection to a server, before anything is asked on it; null where it is none of HTTP/2. */
    public static @Nullable SharedConnection watch(HttpConnection connection) {
        if (!(connection instanceof ConnectionBase base)) {
            return null;
        }
        Http2ConnectionHandler codec = base.channel().pipeline().get(Http2ConnectionHandler.class);
        if (codec == null) {
            return null;
        }
        SharedConnection watched = new SharedConnection(connection, codec);
        base.channel().attr(KEY).set(watched);
        codec.decoder().frameListener(watched);
        watched.widen(codec);
        // Once either side has given it up nobody else closes it.
        connection.shutdownHandler(last -> Connections.drop(connection));
        return watched;
    }

    /** The one that is watched. */
    public static SharedConnection of(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().attr(KEY).get();
    }

    /** Has it given up after its first stream. */
    public void serveOnce() {
        streams.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                retire();
            }
        });
    }

    /** Gives it up: nothing more is asked on it, and when the last stream is over it is closed. */
    public void retire() {
        connection.goAway(0);
    }

    /** Looks whether the server is still there, and closes the connection if not. To be called while a stream waits. */
    public void look(long nowNanos) {
        liveness.look(nowNanos);
    }

    /** How many frames have come: no two values are alike if one has come between them. */
    public long frames() {
        return liveness.frames();
    }

    /** Whether it has brought an answer, or the head of one. */
    public boolean hasAnswered() {
        return answered;
    }

    /** Whether the server has said that it will not see to a stream (RFC 9113, section 6.8). */
    public boolean isUnseen(int stream) {
        int last = streams.local().lastStreamKnownByPeer();
        return last >= 0 && stream > last;
    }

    /** Whether the whole answer to a stream has come, though it may not all have been taken. Not once the stream has been closed. */
    public boolean hasCome(int stream) {
        Http2Stream open = streams.stream(stream);
        return open != null && open.getProperty(come) != null;
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int stream, ByteBuf data, int padding, boolean last)
            throws Http2Exception {
        liveness.heard();
        noteEnd(stream, last);
        return super.onDataRead(context, stream, data, padding, last);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext context, int stream, Http2Headers fields, int padding, boolean last)
            throws Http2Exception {
        if (isAnswer(stream, fields, last)) {
            super.onHeadersRead(context, stream, fields, padding, last);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int stream,
            Http2Headers fields,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean last)
            throws Http2Exception {
        if (isAnswer(stream, fields, last)) {
            super.onHeadersRead(context, stream, fields, dependency, weight, exclusive, padding, last);
        }
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext context, int stream, long code) throws Http2Exception {
        liveness.heard();
        // RFC 9113, section 8.1: it says that the rest of the request is not wanted, and nothing of the answer.
        if (!hasCome(stream)) {
            super.onRstStreamRead(context, stream, code);
        }
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext context, int stream, int more) throws Http2Exception {
        liveness.heard();
        super.onWindowUpdateRead(context, stream, more);
    }

    @Override
    public void onPingRead(ChannelHandlerContext context, long data) throws Http2Exception {
        liveness.heard();
        super.onPingRead(context, data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext context, long data) throws Http2Exception {
        liveness.heard();
        super.onPingAckRead(context, data);
    }

    // Vert.x takes interim answers that it does not know for the final one.
    private boolean isAnswer(int stream, Http2Headers fields, boolean last) {
        liveness.heard();
        answered = true;
        noteEnd(stream, last);
        return last || !isUnknownInterim(fields.status());
    }

    private static boolean isUnknownInterim(@Nullable CharSequence status) {
        return status != null
                && INTERIM.matcher(status).matches()
                && InterimAnswers.isUnknown(Integer.parseInt(status, 0, 3, 10));
    }

    private void noteEnd(int stream, boolean last) {
        Http2Stream open = last ? streams.stream(stream) : null;
        if (open != null) {
            open.setProperty(come, Boolean.TRUE);
        }
    }

    // Not by Vert.x, which would let as many bytes of each request wait, too.
    private void widen(Http2ConnectionHandler codec) {
        try {
            codec.decoder()
                    .flowController()
                    .incrementWindowSize(streams.connectionStream(), CONNECTION_WINDOW - STREAM_WINDOW);
        } catch (Http2Exception e) {
            throw new IllegalStateException("A window cannot be widened", e);
        }
    }
}
