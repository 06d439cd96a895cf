package dev.lintel.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

final class GunzipTest {

    private static final String TEXT = "data: {\"a\":\"ü\"}\n\n".repeat(50);

    @Test
    void text_comes_out_wherever_the_bytes_are_cut() throws IOException {
        byte[] bytes = gzipped(TEXT.getBytes(UTF_8));
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(inflated(bytes, cut)).as("cut at %d", cut).isEqualTo(TEXT);
        }
    }

    @Test
    void every_part_that_a_header_may_have_is_passed_over() throws IOException {
        byte[] plain = gzipped(TEXT.getBytes(UTF_8));
        ByteArrayOutputStream dressed = new ByteArrayOutputStream();
        dressed.write(plain, 0, 3);
        dressed.write(2 | 4 | 8 | 16);
        dressed.write(plain, 4, 6);
        dressed.writeBytes(new byte[] {3, 0, 'x', 'y', 'z'});
        dressed.writeBytes("name\0".getBytes(UTF_8));
        dressed.writeBytes("comment\0".getBytes(UTF_8));
        CRC32 checksum = new CRC32();
        checksum.update(dressed.toByteArray());
        dressed.write((int) checksum.getValue() & 0xFF);
        dressed.write((int) (checksum.getValue() >> 8) & 0xFF);
        dressed.write(plain, 10, plain.length - 10);
        byte[] bytes = dressed.toByteArray();
        for (int cut = 0; cut <= 40; cut++) {
            assertThat(inflated(bytes, cut)).as("cut at %d", cut).isEqualTo(TEXT);
        }
    }

    @Test
    void further_members_follow() throws IOException {
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        two.writeBytes(gzipped("one ".getBytes(UTF_8)));
        two.writeBytes(gzipped("two".getBytes(UTF_8)));
        byte[] bytes = two.toByteArray();
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(inflated(bytes, cut)).isEqualTo("one two");
        }
    }

    @Test
    void what_is_no_gzip_stops_it() {
        byte[] bytes = "data: hello, this is plain\n\n".getBytes(UTF_8);
        try (Gunzip gunzip = new Gunzip((inflated, from, to) -> {})) {
            gunzip.feed(bytes, 0, bytes.length);
            assertThat(gunzip.isStopped()).isTrue();
        }
    }

    @Test
    void broken_deflate_stops_it() throws IOException {
        byte[] bytes = gzipped(TEXT.getBytes(UTF_8));
        for (int at = 10; at < 20; at++) {
            bytes[at] = (byte) 0xFF;
        }
        try (Gunzip gunzip = new Gunzip((inflated, from, to) -> {})) {
            gunzip.feed(bytes, 0, bytes.length);
            assertThat(gunzip.isStopped()).isTrue();
        }
    }

    @Test
    void a_bomb_is_let_be_after_a_hundred_times_what_came() throws IOException {
        byte[] bomb = gzipped(new byte[64 * 1024 * 1024]);
        long[] count = {0};
        try (Gunzip gunzip = new Gunzip((inflated, from, to) -> count[0] += to - from)) {
            gunzip.feed(bomb, 0, bomb.length);
            assertThat(gunzip.isStopped()).isTrue();
        }
        assertThat(count[0]).isLessThanOrEqualTo(1024 * 1024 + 100L * bomb.length);
    }

    @Test
    void nothing_is_read_once_it_is_closed() throws IOException {
        byte[] bytes = gzipped(TEXT.getBytes(UTF_8));
        long[] count = {0};
        Gunzip gunzip = new Gunzip((inflated, from, to) -> count[0] += to - from);
        gunzip.close();
        gunzip.feed(bytes, 0, bytes.length);
        gunzip.close();
        assertThat(count[0]).isZero();
    }

    private static String inflated(byte[] bytes, int cut) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Gunzip gunzip = new Gunzip((inflated, from, to) -> out.write(inflated, from, to - from))) {
            gunzip.feed(bytes, 0, cut);
            gunzip.feed(bytes, cut, bytes.length);
            assertThat(gunzip.isStopped()).isFalse();
        }
        return out.toString(UTF_8);
    }

    private static byte[] gzipped(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }
}
