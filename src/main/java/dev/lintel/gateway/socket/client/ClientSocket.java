package dev.lintel.gateway.socket.client;

import dev.lintel.http.ApiError;
import dev.lintel.http.BufferBytes;
import dev.lintel.http.RefusedException;
import dev.lintel.http.WebsocketFields;
import dev.lintel.http.body.HeldBody;
import dev.lintel.http.connection.ConnectionTimeouts;
import dev.lintel.http.connection.Connections;
import dev.lintel.wire.websocket.FrameReader;
import dev.lintel.wire.websocket.Frames;
import io.netty.buffer.ByteBuf;
import io.vertx.core.AsyncResult;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a WebSocket: its texts whole, everything else as it comes. On the call's event loop.
 */
public final class ClientSocket {

    /** Hears what the client sends. After {@link #left} nothing more. */
    public interface Receiver {

        /** Frames that are part of no text, or parts of them. */
        void frames(Buffer frames);

        /** A text is there, to be released. Nothing more comes until the socket is told to go on. */
        void text(Message message);

        /** The client says that it will send no more: its farewell has come, and been passed with the frames. */
        default void closing() {
            wrong(CloseCode.GOING_AWAY, "the client has closed it");
        }

        /** What has come cannot be taken. Nothing more comes. */
        void wrong(int closeCode, String why);

        /** The client has closed the connection, or has lost it. */
        void left();
    }

    private static final int TOO_LARGE = 413;

    /** How long a client may take to answer a farewell, and to read what came before it. */
    public static final long MAX_FAREWELL_MILLIS = 5000;

    private final HttpServerRequest request;
    private final Supplier<HeldBody> holding;
    private final FrameReader reader = FrameReader.ofClient();
    private @Nullable Receiver to;
    private @Nullable NetSocket socket;
    private @Nullable HeldBody held;
    private Buffer come = Buffer.buffer();
    private int taken;
    private boolean taking;
    private boolean waiting;
    private boolean full;
    private boolean ignoring;
    private boolean deaf;
    private boolean over;

    /**
     * Of a request that asks for a WebSocket.
     *
     * @param holding begins to hold a text, counted with all bodies
     */
    public ClientSocket(HttpServerRequest request, Supplier<HeldBody> holding) {
        this.request = request;
        this.holding = holding;
    }

    /**
     * Requires that a request asks for a WebSocket as it must.
     *
     * @throws RefusedException when something is missing of it
     */
    public static void require(HttpServerRequest request) {
        Handshake.require(request);
    }

    /** From now on another one hears. */
    public void handTo(Receiver next) {
        to = next;
    }

    /** Agrees, before it is known who will be asked. */
    public void accept(Receiver receiver) {
        Handshake.accept(request);
        open(receiver, () -> {});
    }

    /** Agrees as the provider has, with this head; {@code opened} is called once the connection is that of a WebSocket. */
    public void open(MultiMap agreed, Receiver receiver, Runnable opened) {
        Handshake.copy(agreed, request.response().headers());
        open(receiver, opened);
    }

    private void open(Receiver receiver, Runnable opened) {
        to = receiver;
        WebsocketFields.announceSwitch(request.response().headers());
        ConnectionTimeouts.lift(request.connection());
        request.toNetSocket().onComplete(agreed -> opened(agreed, opened));
    }

    /** Tells why it leads nowhere, and closes it. */
    public void refuse(ApiError error) {
        write(ErrorEvent.of(error, MultiMap.caseInsensitiveMultiMap()));
        write(Buffer.buffer(Frames.close(CloseCode.POLICY_VIOLATION, error.code())));
        ignore();
        Vertx.currentContext().owner().setTimer(MAX_FAREWELL_MILLIS, late -> drop());
    }

    /** Whether it has been agreed to. */
    public boolean isOpen() {
        return socket != null;
    }

    /** Takes what follows a text. */
    public void goOn() {
        waiting = false;
        take();
    }

    /** Whether no more can be taken for what has been. */
    public void hold(boolean enough) {
        full = enough;
        take();
    }

    /** Takes nothing any more but the client's farewell. */
    public void ignore() {
        ignoring = true;
        waiting = false;
        full = false;
        letGo();
        take();
    }

    /** Sends frames, and says whether more may follow at once. */
    public boolean write(Buffer frames) {
        NetSocket open = socket;
        if (open == null || over) {
            return true;
        }
        open.write(frames, null);
        return !open.writeQueueFull();
    }

    /** Calls {@code then} once more can be sent again. */
    public void whenWritable(Runnable then) {
        if (socket != null) {
            socket.drainHandler(drained -> then.run());
        }
    }

    /** Closes the connection once all that was sent is taken. */
    public void close() {
        if (socket != null && !over) {
            socket.close();
        }
    }

    /** Drops the connection, and what the client has not taken with it. */
    public void drop() {
        if (socket != null) {
            Connections.drop(socket);
        }
    }

    private void opened(AsyncResult<NetSocket> agreed, Runnable then) {
        if (agreed.failed()) {
            left();
            return;
        }
        NetSocket open = agreed.result();
        socket = open;
        open.handler(this::came);
        open.closeHandler(closed -> left());
        open.exceptionHandler(lost -> {
            // That it is closed follows.
        });
        then.run();
    }

    private void left() {
        if (!over) {
            over = true;
            deaf = true;
            letGo();
            known(to).left();
        }
    }

    private void came(Buffer bytes) {
        come = taken < come.length() ? come.slice(taken, come.length()).copy().appendBuffer(bytes) : bytes;
        taken = 0;
        take();
    }

    private void take() {
        if (taking) {
            // Whoever hears of a text may say at once that it goes on.
            return;
        }
        ByteBuf bytes = BufferBytes.of(come);
        byte[] array = bytes.hasArray() ? bytes.array() : come.getBytes();
        int from = bytes.hasArray() ? bytes.arrayOffset() + bytes.readerIndex() : 0;
        taking = true;
        while (taken < come.length() && !waiting && !full && !deaf) {
            int end = reader.read(array, from + taken, from + come.length()) - from;
            Buffer part = come.slice(taken, end);
            taken = end;
            take(part);
        }
        taking = false;
        flow();
    }

    private void take(Buffer part) {
        String fault = reader.fault();
        if (fault != null) {
            refuse(CloseCode.PROTOCOL_ERROR, fault);
        } else if (ignoring || !reader.isText()) {
            if (reader.isClose() && held != null) {
                // What it has begun it will not end: whom it leads to is to see that.
                known(to).frames(held.content());
                letGo();
            }
            known(to).frames(part);
            if (reader.isClose() && reader.isAtEnd()) {
                known(to).closing();
            }
        } else {
            takeText(part);
        }
    }

    private void takeText(Buffer part) {
        try {
            HeldBody message = held == null ? holding.get() : held;
            held = message;
            message.add(part, 0);
            if (reader.endsMessage()) {
                Message text = Message.of(message);
                held = null;
                waiting = true;
                known(to).text(text);
            }
        } catch (RefusedException refused) {
            boolean tooLarge = refused.error().status() == TOO_LARGE;
            refuse(
                    tooLarge ? CloseCode.MESSAGE_TOO_BIG : CloseCode.TRY_AGAIN_LATER,
                    refused.error().code());
        }
    }

    private void refuse(int closeCode, String why) {
        deaf = true;
        letGo();
        known(to).wrong(closeCode, why);
    }

    private void letGo() {
        if (held != null) {
            held.release();
            held = null;
        }
    }

    // What a client sends that nobody takes is read all the same, so that its farewell is seen.
    private void flow() {
        if (socket == null || over) {
            return;
        }
        if ((waiting || full) && !deaf) {
            socket.pause();
        } else {
            if (deaf) {
                taken = come.length();
            }
            socket.resume();
        }
    }

    private static <T> T known(@Nullable T part) {
        return Objects.requireNonNull(part, "nobody has agreed to it");
    }
}
