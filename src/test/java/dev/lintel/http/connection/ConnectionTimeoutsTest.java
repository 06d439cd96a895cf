package dev.lintel.http.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ConnectionTimeoutsTest {

    private static final Duration IDLE = Duration.ofSeconds(8);
    private static final long NO_TIMER = -1;

    private final EmbeddedChannel connection = new EmbeddedChannel();
    private long nanos;
    private final IOException reset = new SocketException("Connection reset");

    ConnectionTimeoutsTest() {
        connection.freezeTime();
        ConnectionTimeouts.watch(connection, new ConnectionTimeouts.Limits(Duration.ofHours(1), IDLE, () -> nanos));
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
        connection.pipeline().get(ConnectionTimeouts.class).came();
        connection.pipeline().fireExceptionCaught(reset);

        assertThatThrownBy(connection::checkException).isSameAs(reset);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void closes_what_is_silent_in_both_directions() {
        pass(IDLE.minusMillis(1));
        assertThat(connection.isOpen()).isTrue();

        pass(Duration.ofMillis(1));
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void leaves_it_to_those_who_have_served_a_call_to_close_what_is_silent() {
        List<Object> told = new ArrayList<>();
        connection.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext context, Object event) {
                told.add(event);
            }
        });
        connection.pipeline().get(ConnectionTimeouts.class).came();
        pass(IDLE.minusMillis(1));
        assertThat(told).isEmpty();

        pass(Duration.ofMillis(1));
        assertThat(told).containsExactly(IdleStateEvent.ALL_IDLE_STATE_EVENT);
    }

    @Test
    void counts_from_what_has_come_last() {
        pass(IDLE.minusSeconds(1));
        connection.writeInbound(Unpooled.copiedBuffer("G", StandardCharsets.US_ASCII));

        assertIsCountedAnew();
    }

    @Test
    void counts_from_what_has_gone_last() {
        pass(IDLE.minusSeconds(1));
        connection.writeOutbound(Unpooled.copiedBuffer("H", StandardCharsets.US_ASCII));

        assertIsCountedAnew();
    }

    @Test
    void leaves_no_timer_behind() {
        assertThat(connection.runScheduledPendingTasks()).isPositive();

        connection.pipeline().remove(ConnectionTimeouts.class);
        assertThat(connection.runScheduledPendingTasks()).isEqualTo(NO_TIMER);
    }

    private void assertIsCountedAnew() {
        pass(IDLE.minusMillis(1));
        assertThat(connection.isOpen()).isTrue();

        pass(Duration.ofMillis(1));
        assertThat(connection.isOpen()).isFalse();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
        connection.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        connection.runScheduledPendingTasks();
    }
}
