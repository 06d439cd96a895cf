package dev.lintel.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BufferBytesTest {

    private static final byte[] TEXT = "before it behind".getBytes(UTF_8);

    @Test
    void bytes_that_fill_an_array_are_that_array() {
        assertThat(BufferBytes.array(BufferBytes.buffer(Unpooled.wrappedBuffer(TEXT))))
                .isSameAs(TEXT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void others_are_copied_and_are_all_that_there_is(boolean inHeap) {
        ByteBuf bytes = inHeap ? Unpooled.buffer(64) : Unpooled.directBuffer(64);
        bytes.writeBytes(TEXT);

        assertThat(text(bytes)).isEqualTo("before it behind");
        assertThat(text(bytes.slice(7, 9))).isEqualTo("it behind");
        assertThat(text(bytes.slice(0, 9))).isEqualTo("before it");
        assertThat(text(Unpooled.wrappedBuffer(TEXT, 7, 9))).isEqualTo("it behind");
        assertThat(text(Unpooled.wrappedBuffer(TEXT, 0, 9))).isEqualTo("before it");
        bytes.release();
    }

    private static String text(ByteBuf bytes) {
        Buffer buffer = BufferBytes.buffer(bytes);
        return new String(BufferBytes.array(buffer), UTF_8);
    }
}
