package dev.lintel.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of a URL's authority, with an underscore in its host or without. */
final class AuthorityTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "redis://host:6379/0, -, host, host, 6379",
                "http://host, -, host, host, -1",
                "http://host:, -, host, host, -1",
                "http://u:p@host:65535, u:p, host, host, 65535",
                "http://[::1]:80, -, [::1], ::1, 80",
                "redis://my_redis:6379/0, -, my_redis, my_redis, 6379",
                "redis://:p_w@my_redis?db=1, :p_w, my_redis, my_redis, -1",
                "http://u:p%40@a_b.c-d.example:, u:p%40, a_b.c-d.example, a_b.c-d.example, -1",
                "http://_:65535, -, _, _, 65535",
            })
    void has_a_host_and_perhaps_a_port_and_a_user(String url, String user, String host, String address, int port) {
        Authority authority = Authority.of(URI.create(url)).orElseThrow();

        assertThat(authority).isEqualTo(new Authority(user, host, port));
        assertThat(authority.address()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host:80",
                "/path",
                "mailto:a_b@host",
                "http:///path",
                "http://host:65536",
                "http://a_b:65536",
                "http://a_b:x",
                "http://a_b!c",
                "http://u_x@",
                "http://u@v@a_b",
            })
    void is_none_without_a_host_or_with_a_port_that_there_cannot_be(String url) {
        assertThat(Authority.of(URI.create(url))).isEmpty();
    }

    @Test
    void has_the_usual_port_where_none_is_written() {
        assertThat(new Authority(null, "a", -1).portOr(443)).isEqualTo(443);
        assertThat(new Authority(null, "a", 0).portOr(443)).isZero();
    }
}
