package dev.lintel.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.Gzip;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Alongside
final class GunzipTest {

    private static final int HAS_CHECKSUM = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private static final String TEXT = "data: {\"a\":\"ü\"}\n\n".repeat(50);

    @Test
    void text_comes_out_wherever_the_bytes_are_cut() {
        byte[] bytes = Gzip.of(TEXT);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(inflated(bytes, cut)).as("cut at %d", cut).isEqualTo(TEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 255, 256, 257, 512, 65_535})
    void every_part_that_a_header_may_have_is_passed_over(int extraLength) {
        for (int flags = 0; flags < 32; flags++) {
            byte[] bytes = member(flags, extraLength, TEXT);
            for (int cut : new int[] {0, 3, 4, 10, 11, 12, 13, 14, 12 + extraLength, bytes.length - 8, bytes.length}) {
                assertThat(inflated(bytes, Math.min(cut, bytes.length)))
                        .as("flags %d, cut at %d", flags, cut)
                        .isEqualTo(TEXT);
            }
        }
    }

    @Test
    void a_header_may_be_cut_anywhere() {
        byte[] bytes = member(HAS_CHECKSUM | HAS_EXTRA | HAS_NAME | HAS_COMMENT, 3, TEXT);
        for (int cut = 0; cut <= 40; cut++) {
            assertThat(inflated(bytes, cut)).as("cut at %d", cut).isEqualTo(TEXT);
        }
    }

    @Test
    void further_members_follow() {
        ByteArrayOutputStream three = new ByteArrayOutputStream();
        three.writeBytes(member(HAS_EXTRA, 256, "one "));
        three.writeBytes(member(HAS_EXTRA | HAS_NAME, 3, "two "));
        three.writeBytes(Gzip.of("three"));
        byte[] bytes = three.toByteArray();
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(inflated(bytes, cut)).as("cut at %d", cut).isEqualTo("one two three");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void a_wrong_beginning_stops_it(int wrong) {
        byte[] bytes = Gzip.of(TEXT);
        bytes[wrong]++;
        long[] count = {0};
        try (Gunzip gunzip = new Gunzip((inflated, from, to) -> count[0] += to - from)) {
            gunzip.feed(bytes, 0, wrong);
            assertThat(gunzip.isStopped()).isFalse();
            gunzip.feed(bytes, wrong, bytes.length);
            assertThat(gunzip.isStopped()).isTrue();
        }
        assertThat(count[0]).isZero();
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
    void broken_deflate_stops_it() {
        byte[] bytes = Gzip.of(TEXT);
        for (int at = 10; at < 20; at++) {
            bytes[at] = (byte) 0xFF;
        }
        try (Gunzip gunzip = new Gunzip((inflated, from, to) -> {})) {
            gunzip.feed(bytes, 0, bytes.length);
            assertThat(gunzip.isStopped()).isTrue();
        }
    }

    @Test
    void a_bomb_is_let_be_after_a_hundred_times_what_came() {
        byte[] bomb = Gzip.of(new byte[64 * 1024 * 1024]);
        long[] count = {0};
        try (Gunzip gunzip = new Gunzip((inflated, from, to) -> count[0] += to - from)) {
            gunzip.feed(bomb, 0, bomb.length);
            assertThat(gunzip.isStopped()).isTrue();
        }
        long allowed = 1024 * 1024 + 100L * bomb.length;
        assertThat(count[0]).isBetween(allowed - 4096, allowed);
    }

    @Test
    void text_of_many_megabytes_comes_out_whole() {
        StringBuilder text = new StringBuilder();
        Random random = new Random(7);
        while (text.length() < 5 * 1024 * 1024) {
            text.append("data: {\"delta\":\"").append(random.nextLong()).append("\"}\n\n");
        }
        byte[] bytes = Gzip.of(text.toString());

        assertThat(inflated(bytes, bytes.length / 2)).isEqualTo(text.toString());
    }

    @ParameterizedTest
    @CsvSource({"2097152, 10486, true", "2097152, 10485, false", "1248576, 2000, true", "1248577, 2000, false"})
    void a_hundred_times_what_came_is_allowed_beside_a_megabyte_and_no_more(int content, int came, boolean allowed) {
        byte[] plain = member(HAS_NAME, 0, new byte[content], 0);
        byte[] bytes = member(HAS_NAME, 0, new byte[content], came - plain.length);
        assertThat(bytes).hasSize(came);

        long[] count = {0};
        try (Gunzip gunzip = new Gunzip((inflated, from, to) -> count[0] += to - from)) {
            byte[] amidOthers = new byte[bytes.length + 10_000];
            System.arraycopy(bytes, 0, amidOthers, 5_000, bytes.length);
            gunzip.feed(amidOthers, 5_000, 5_000 + bytes.length);
            assertThat(gunzip.isStopped()).isEqualTo(!allowed);
        }
        assertThat(count[0] == content).isEqualTo(allowed);
    }

    @Test
    void nothing_is_read_once_it_is_closed() {
        byte[] bytes = Gzip.of(TEXT);
        long[] count = {0};
        Gunzip gunzip = new Gunzip((inflated, from, to) -> count[0] += to - from);
        gunzip.close();
        gunzip.feed(bytes, 0, bytes.length);
        gunzip.close();
        assertThat(count[0]).isZero();
    }

    private static byte[] member(int flags, int extraLength, String text) {
        return member(flags, extraLength, text.getBytes(UTF_8), 4);
    }

    /** What has no NUL in it stands in the extra field, so that no name can be read in its place. */
    private static byte[] member(int flags, int extraLength, byte[] content, int nameLength) {
        byte[] plain = Gzip.of(content);
        ByteArrayOutputStream dressed = new ByteArrayOutputStream();
        dressed.write(plain, 0, 3);
        dressed.write(flags);
        dressed.write(plain, 4, 6);
        if ((flags & HAS_EXTRA) != 0) {
            dressed.write(extraLength & 0xFF);
            dressed.write(extraLength >> 8);
            dressed.writeBytes("x".repeat(extraLength).getBytes(UTF_8));
        }
        if ((flags & HAS_NAME) != 0) {
            dressed.writeBytes(("n".repeat(nameLength) + "\0").getBytes(UTF_8));
        }
        if ((flags & HAS_COMMENT) != 0) {
            dressed.writeBytes("comment\0".getBytes(UTF_8));
        }
        if ((flags & HAS_CHECKSUM) != 0) {
            CRC32 checksum = new CRC32();
            checksum.update(dressed.toByteArray());
            dressed.write((int) checksum.getValue() & 0xFF);
            dressed.write((int) (checksum.getValue() >> 8) & 0xFF);
        }
        dressed.write(plain, 10, plain.length - 10);
        return dressed.toByteArray();
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
}
