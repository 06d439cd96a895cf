package dev.lintel.upstream.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.http.ErrorType.Source;
import dev.lintel.providers.Provider;
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
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What libraries throw, and what it is called. */
final class FailuresTest {

    private static final Provider PROVIDER =
            Provider.of("acme", URI.create("https://acme.example/v1"), Provider.Credentials.NONE, List.of(), true);

    static Stream<Arguments> connecting() {
        return Stream.of(
                Arguments.of(new UnknownHostException("acme.example"), "unknown_host"),
                Arguments.of(new ConnectException("Connection refused"), "connection_refused"),
                Arguments.of(new ConnectTimeoutException("late"), "connect_timeout"),
                Arguments.of(new TimeoutException("late"), "connect_timeout"),
                Arguments.of(new SSLHandshakeException("no"), "tls_failed"),
                Arguments.of(Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "no"), "http2_not_spoken"),
                Arguments.of(new ConnectionPoolTooBusyException("full"), "upstream_busy"),
                Arguments.of(new NoRouteToHostException("no"), "connect_failed"),
                Arguments.of(new ClosedChannelException(), "connect_failed"),
                Arguments.of(new IllegalStateException("who knows"), "connect_failed"));
    }

    @ParameterizedTest
    @MethodSource("connecting")
    void where_no_connection_can_be_made(Throwable thrown, String name) {
        assertThat(Failures.ofConnecting(thrown, PROVIDER).errorType().value()).isEqualTo(name);
    }

    static Stream<Arguments> exchanging() {
        return Stream.of(
                Arguments.of(new HttpClosedException("closed"), "connection_closed", "incomplete_stream"),
                Arguments.of(new StreamResetException(2), "connection_closed", "incomplete_stream"),
                Arguments.of(new PrematureChannelClosureException(), "connection_closed", "incomplete_stream"),
                Arguments.of(new IOException("Connection reset"), "connection_closed", "incomplete_stream"),
                Arguments.of(new DecoderException(new SSLException("alert")), "tls_failed", "invalid_response"),
                Arguments.of(new IllegalArgumentException("no HTTP"), "invalid_response", "invalid_response"));
    }

    @ParameterizedTest
    @MethodSource("exchanging")
    void where_one_breaks_before_the_answer_and_after(Throwable thrown, String before, String after) {
        assertThat(Failures.of(thrown, PROVIDER, false).errorType().value()).isEqualTo(before);
        assertThat(Failures.of(thrown, PROVIDER, true).errorType().value()).isEqualTo(after);
    }

    @ParameterizedTest
    @EnumSource
    void whatever_is_thrown_has_a_name_of_our_own(Obstacle obstacle) {
        UpstreamException failure = new UpstreamException(obstacle, "x", new IllegalStateException("y"));

        assertThat(failure.errorType().value()).matches("[a-z0-9]+(_[a-z0-9]+)*");
        assertThat(failure.error().message()).isEqualTo("x");
    }

    /** A metric by the one and an answer by the other would contradict each other. */
    @ParameterizedTest
    @EnumSource
    void who_has_made_it_follows_from_what_is_answered(Obstacle obstacle) {
        int status = new UpstreamException(obstacle, "x").error().status();

        assertThat(obstacle.errorType().source())
                .isEqualTo(status < 500 ? Source.CLIENT : status == 503 ? Source.LINTEL : Source.PROVIDER);
    }

    @Test
    void no_provider_is_blamed_for_what_it_has_not_done() {
        assertThat(Stream.of(Obstacle.values()).filter(obstacle -> !obstacle.isOfProvider()))
                .containsExactlyInAnyOrder(
                        Obstacle.BUSY,
                        Obstacle.LEFT_ALONE,
                        Obstacle.TOTAL_TIMEOUT,
                        Obstacle.REFUSED,
                        Obstacle.SHUTDOWN,
                        Obstacle.BROKEN_UPLOAD);
        assertThat(Failures.ofDenial(Permit.OPEN, PROVIDER).errorType().value()).isEqualTo("breaker_open");
        assertThat(Failures.ofUpload().errorType().source()).isEqualTo(Source.CLIENT);
    }
}
