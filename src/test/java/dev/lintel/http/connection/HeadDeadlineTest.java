package dev.lintel.http.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class HeadDeadlineTest {

    private final EmbeddedChannel connection = new EmbeddedChannel();
    private final IOException reset = new SocketException("Connection reset");

    HeadDeadlineTest() {
        HeadDeadline.watch(connection, Duration.ofHours(1));
    }

    @Test
    void hears_of_a_client_that_leaves_before_its_first_head_is_whole() {
        connection.writeInbound(Unpooled.copiedBuffer("POST /v1/chat", StandardCharsets.US_ASCII));
        connection.pipeline().fireExceptionCaught(reset);

        connection.checkException();
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void leaves_it_to_those_who_serve_a_call_afterwards() {
        connection.pipeline().get(HeadDeadline.class).came();
        connection.pipeline().fireExceptionCaught(reset);

        assertThatThrownBy(connection::checkException).isSameAs(reset);
        assertThat(connection.isOpen()).isTrue();
    }
}
