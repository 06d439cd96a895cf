package dev.lintel.upstream.connection;

import dev.lintel.http.upstream.SharedConnection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;

/** A stream of a connection of HTTP/2. */
final class SharedStream implements Carrier {

    private final SharedConnection connection;
    private final boolean servedBefore;
    private final long framesBefore;

    SharedStream(HttpClientRequest request) {
        connection = SharedConnection.of(request.connection());
        servedBefore = connection.hasAnswered();
        framesBefore = connection.frames();
    }

    @Override
    public boolean isUnseen(HttpClientRequest request, Throwable cause) {
        if (cause instanceof Http2Exception refused && refused.error() == Http2Error.REFUSED_STREAM) {
            // The stream was never opened, and Vert.x counts it as one for ever.
            connection.retire();
            return true;
        }
        if (cause instanceof StreamResetException reset) {
            return reset.getCode() == Http2Error.REFUSED_STREAM.code();
        }
        if (!(cause instanceof HttpClosedException)) {
            return false;
        }
        boolean stale = servedBefore && connection.frames() == framesBefore;
        return stale || connection.isUnseen(request.streamId());
    }

    @Override
    public boolean hasCome(HttpClientRequest request) {
        return connection.hasCome(request.streamId());
    }

    @Override
    public boolean answersApart() {
        return true;
    }

    @Override
    public void breakOff(HttpClientRequest request) {
        request.reset(Http2Error.CANCEL.code());
    }

    @Override
    public void giveBack(HttpClientRequest request) {
        // Otherwise Vert.x logs it as an error.
        request.exceptionHandler(reset -> {});
        request.reset(Http2Error.CANCEL.code());
        // A stream that is never opened would be counted as one for ever.
        connection.retire();
    }

    @Override
    public boolean isWritable(HttpClientRequest request) {
        return !request.writeQueueFull();
    }

    @Override
    public void whenWritable(Runnable then) {
        // Nothing but what has a connection to itself is sent so.
    }

    @Override
    public void look(long nowNanos) {
        connection.look(nowNanos);
    }
}
