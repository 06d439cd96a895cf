package dev.lintel.gateway.socket.client;

/** Why a WebSocket is closed (RFC 6455, section 7.4.1). */
public final class CloseCode {

    /** The server ends, or the page is left. */
    public static final int GOING_AWAY = 1001;
    /** Frames are not written as they must be. */
    public static final int PROTOCOL_ERROR = 1002;
    /** It is not to be done here. */
    public static final int POLICY_VIOLATION = 1008;
    /** A message is too large. */
    public static final int MESSAGE_TOO_BIG = 1009;
    /** What stands behind the server has failed. */
    public static final int INTERNAL_ERROR = 1011;
    /** There is too much to do. */
    public static final int TRY_AGAIN_LATER = 1013;

    private CloseCode() {}
}
