package dev.lintel.upstream;

import dev.lintel.providers.Provider;
import dev.lintel.upstream.UpstreamException.Kind;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** What it means when something between Lintel and a provider breaks. */
final class Failures {

    private Failures() {}

    /** No connection could be made. */
    static UpstreamException ofConnecting(Throwable cause, Provider provider) {
        if (cause instanceof ConnectionPoolTooBusyException) {
            return new UpstreamException(
                    Kind.BUSY, "Too many calls to provider '" + provider.name() + "' are under way.", cause);
        }
        return new UpstreamException(
                Kind.UNREACHABLE, "Provider '" + provider.name() + "' cannot be reached: " + why(cause) + ".", cause);
    }

    /** A connection broke, before the answer's head or after it. */
    static UpstreamException of(Throwable cause, Provider provider, boolean answered) {
        if (cause instanceof UpstreamException known) {
            return known;
        }
        boolean closed = cause instanceof HttpClosedException
                || cause instanceof PrematureChannelClosureException
                || cause instanceof IOException;
        return closed
                ? new UpstreamException(
                        answered ? Kind.INCOMPLETE : Kind.BROKEN,
                        "Provider '" + provider.name() + "' broke the connection off.",
                        cause)
                : new UpstreamException(
                        Kind.INVALID_RESPONSE,
                        "Provider '" + provider.name() + "' sent what is not valid HTTP.",
                        cause);
    }

    /** An answer's head that no call can be answered with. */
    static UpstreamException ofHead(Provider provider) {
        return new UpstreamException(
                Kind.INVALID_RESPONSE, "Provider '" + provider.name() + "' sent what is not valid HTTP.");
    }

    private static String why(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return "its host is not known";
        } else if (cause instanceof ConnectTimeoutException || cause instanceof TimeoutException) {
            return "it does not accept a connection in time";
        } else if (cause instanceof ConnectException) {
            return "it refuses the connection";
        } else if (cause instanceof SSLException) {
            return "TLS could not be agreed on";
        }
        return "the connection failed";
    }
}
