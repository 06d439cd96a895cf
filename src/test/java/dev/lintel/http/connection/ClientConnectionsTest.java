package dev.lintel.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ClientConnectionsTest {

    private final ClientConnections connections = new ClientConnections();
    private final EmbeddedChannel connection = new EmbeddedChannel(new HttpServerCodec());
    private final long before = System.nanoTime();

    ClientConnectionsTest() {
        connections.accepted(connection);
        ConnectionTimeouts.watch(connection, new ConnectionTimeouts.Limits(Duration.ZERO, Duration.ZERO));
    }

    @AfterEach
    void close() {
        connection.finishAndReleaseAll();
    }

    @Test
    void that_send_nothing_are_no_call_to_come() {
        assertThat(connections.headHeardNanos(before)).isEqualTo(before);
    }

    @Test
    void have_a_call_to_come_from_the_first_byte_of_its_head_to_the_last() {
        receive("GET / HTTP/1.1\r\n");
        long first = connections.headHeardNanos(before);
        assertThat(first).isGreaterThan(before);

        receive("host: a\r\n");
        assertThat(connections.headHeardNanos(before)).isGreaterThan(first);

        receive("\r\n");
        deadline().came();
        assertThat(connections.headHeardNanos(before)).isEqualTo(before);
        receive("of a body that this head has not announced");
        assertThat(connections.headHeardNanos(before)).isEqualTo(before);
    }

    @Test
    void have_one_to_come_again_when_another_head_begins() {
        receive("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
        assertThat(connection.<HttpRequest>readInbound().uri()).isEqualTo("/");
        deadline().came();
        connection.writeOutbound(
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT),
                LastHttpContent.EMPTY_LAST_CONTENT);
        deadline().answered();
        assertThat(connections.headHeardNanos(before)).isEqualTo(before);

        receive("GET /");
        assertThat(connections.headHeardNanos(before)).isGreaterThan(before);
    }

    @Test
    void of_those_that_are_gone_nothing_is_awaited() {
        receive("GET /");
        connection.close();
        assertThat(connections.headHeardNanos(before)).isEqualTo(before);
    }

    private ConnectionTimeouts deadline() {
        return connection.pipeline().get(ConnectionTimeouts.class);
    }

    private void receive(String text) {
        connection.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }
}
