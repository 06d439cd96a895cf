package dev.lintel.upstream.failure;

import dev.lintel.providers.Provider;
import dev.lintel.providers.Timeouts;
import dev.lintel.providers.availability.Availability.Permit;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.SignatureException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** What it means when something between Lintel and a provider breaks. */
public final class Failures {

    private static final Pattern ALERT_ABOUT_CERTIFICATE =
            Pattern.compile("fatal alert: (\\w*certificate\\w*|unknown_ca)");

    private Failures() {}

    /** It may not be asked just now. */
    public static UpstreamException ofDenial(Permit denied, Provider provider) {
        return denied == Permit.OPEN
                ? new UpstreamException(
                        Obstacle.LEFT_ALONE,
                        "Provider '" + provider.name() + "' has failed too often and is left alone for a while.")
                : new UpstreamException(Obstacle.BUSY, busy(provider));
    }

    private static String busy(Provider provider) {
        return "Too many calls to provider '" + provider.name() + "' are under way.";
    }

    /** No connection could be made. */
    public static UpstreamException ofConnecting(Throwable cause, Provider provider) {
        if (cause instanceof ConnectionPoolTooBusyException) {
            return new UpstreamException(Obstacle.BUSY, busy(provider), cause);
        }
        return unreachable(cause, provider);
    }

    private static UpstreamException unreachable(Throwable cause, Provider provider) {
        String way = provider.endpoint()
                .proxy()
                .map(proxy -> " by the proxy " + proxy)
                .orElse("");
        Obstacle obstacle = obstacle(cause);
        return new UpstreamException(
                obstacle,
                "Provider '" + provider.name() + "' cannot be reached" + way + ": " + why(obstacle, cause) + ".",
                cause);
    }

    /** A connection broke, before the answer's head or after it. */
    public static UpstreamException of(Throwable cause, Provider provider, boolean answered) {
        if (cause instanceof UpstreamException known) {
            return known;
        }
        if (cause instanceof DecoderException && cause.getCause() instanceof SSLException alert && !answered) {
            // With TLS 1.3 a provider that wants another certificate says so only once the connection stands.
            return unreachable(alert, provider);
        }
        return isEnd(cause)
                ? new UpstreamException(
                        answered ? Obstacle.INCOMPLETE : Obstacle.BROKEN,
                        "Provider '" + provider.name() + "' broke the connection off.",
                        cause)
                : new UpstreamException(
                        Obstacle.INVALID_RESPONSE,
                        "Provider '" + provider.name() + "' sent what is not valid HTTP.",
                        cause);
    }

    // The last one is a stream that could not be opened any more.
    private static boolean isEnd(Throwable cause) {
        return cause instanceof HttpClosedException
                || cause instanceof PrematureChannelClosureException
                || cause instanceof StreamResetException
                || cause instanceof IOException
                || (cause instanceof Http2Exception refused && refused.error() == Http2Error.REFUSED_STREAM);
    }

    /** The client's body broke off on its way to the provider. */
    public static UpstreamException ofUpload() {
        return new UpstreamException(Obstacle.BROKEN_UPLOAD, "The body broke off, or is not valid HTTP.");
    }

    /** An answer's head that no call can be answered with. */
    public static UpstreamException ofHead(Provider provider) {
        return new UpstreamException(
                Obstacle.INVALID_RESPONSE, "Provider '" + provider.name() + "' sent what is not valid HTTP.");
    }

    /** No answer's head, or no further piece of it, has come in time. */
    public static UpstreamException ofSilence(Provider provider, boolean answered) {
        Timeouts timeouts = provider.timeouts();
        return answered
                ? new UpstreamException(
                        Obstacle.IDLE_TIMEOUT,
                        "Provider '" + provider.name() + "' has sent nothing more for "
                                + timeouts.idle().toMillis() + " ms.")
                : new UpstreamException(
                        Obstacle.FIRST_BYTE_TIMEOUT,
                        "Provider '" + provider.name() + "' has not answered for "
                                + timeouts.firstByte().toMillis() + " ms.");
    }

    /** The whole call has taken too long. */
    public static UpstreamException ofLength(Provider provider) {
        return new UpstreamException(
                Obstacle.TOTAL_TIMEOUT,
                "The call has taken more than the "
                        + provider.timeouts().total().toMillis() + " ms that provider '" + provider.name()
                        + "' is given.");
    }

    private static Obstacle obstacle(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return Obstacle.UNKNOWN_HOST;
        } else if (cause instanceof ConnectTimeoutException || cause instanceof TimeoutException) {
            return Obstacle.CONNECT_TIMEOUT;
        } else if (cause instanceof ConnectException) {
            return Obstacle.CONNECTION_REFUSED;
        } else if (cause instanceof SSLException) {
            return Obstacle.TLS_FAILED;
        }
        return cause instanceof Http2Exception ? Obstacle.HTTP2_NOT_SPOKEN : Obstacle.CONNECT_FAILED;
    }

    private static String why(Obstacle obstacle, Throwable cause) {
        return switch (obstacle) {
            case UNKNOWN_HOST -> "its host is not known";
            case CONNECT_TIMEOUT -> "it does not accept a connection in time";
            case CONNECTION_REFUSED -> "it refuses the connection";
            case TLS_FAILED -> "TLS could not be agreed on" + whyNotTls(cause);
            case HTTP2_NOT_SPOKEN -> "it does not speak HTTP/2";
            default -> "the connection failed";
        };
    }

    private static String whyNotTls(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof CertificateExpiredException) {
                return ", for its certificate has expired";
            } else if (cause instanceof CertificateNotYetValidException) {
                return ", for its certificate is not valid yet";
            } else if (cause instanceof CertPathBuilderException || cause instanceof SignatureException) {
                return ", for its certificate is of no authority that is trusted";
            } else if (cause instanceof CertificateException && message.startsWith("No ")) {
                return ", for its certificate is that of another host";
            } else if (ALERT_ABOUT_CERTIFICATE.matcher(message).find()) {
                return ", for it does not take the certificate that it was shown, or wants one";
            }
        }
        return "";
    }
}
