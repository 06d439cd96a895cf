package dev.lintel.http.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.MultiMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxies 10.0.0.0/8, 192.168.1.1 and 2001:db8:f::/48 are trusted. */
final class TrustedProxiesTest {

    private static final String PROXY = "10.1.2.3";

    private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8", " 192.168.1.1", "2001:db8:f::/48"));

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "192.0.2.7:4711, 192.0.2.7",
        "'192.0.2.7, 10.9.9.9', 192.0.2.7",
        "'192.0.2.7,10.9.9.9 ,192.168.1.1', 192.0.2.7",
        "'198.51.100.66, 192.0.2.7', 192.0.2.7",
        "'10.6.6.6, 192.0.2.7', 192.0.2.7",
        "'192.0.2.7, 192.168.1.2', 192.168.1.2",
        "2001:db8::1, 2001:db8::1",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "[2001:db8::1]:443, 2001:db8::1",
        "'192.0.2.7, 2001:db8:f:1::5', 192.0.2.7",
        "::ffff:192.0.2.7, 192.0.2.7",
        "'192.0.2.7, ::ffff:10.1.1.1', 192.0.2.7",
        "'10.4.4.4, 10.5.5.5', 10.4.4.4",
        "'', 10.1.2.3",
        "unknown, 10.1.2.3",
        "'192.0.2.7, unknown', 10.1.2.3",
        "'192.0.2.7, unknown, 10.9.9.9', 10.9.9.9",
        "'192.0.2.7,', 10.1.2.3",
        "evil.example, 10.1.2.3",
        "192.0.2.999, 10.1.2.3",
        "192.0.2.7:1:2, 10.1.2.3",
        "[192.0.2.7, 10.1.2.3",
        "[2001:db8::1]x, 10.1.2.3"
    })
    void by_x_forwarded_for_it_is_whom_the_last_of_them_that_is_trusted_has_written_down(String field, String client) {
        assertThat(client(PROXY, "x-forwarded-for", field)).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "for=192.0.2.7 | 192.0.2.7",
                "For=192.0.2.7;proto=https;by=203.0.113.43 | 192.0.2.7",
                "proto=https; host=\"a, b;c\" ;for=192.0.2.7 | 192.0.2.7",
                "for=\"192.0.2.7:4711\" | 192.0.2.7",
                "for=192.0.2.7:4711 | 192.0.2.7",
                "for=\"192.0.2.7:_port\" | 192.0.2.7",
                "for=\"[2001:db8::1]\" | 2001:db8::1",
                "for=\"[2001:DB8::1]:4711\" | 2001:db8::1",
                "for=\"\\192.0.2.7\" | 192.0.2.7",
                "for=198.51.100.66, for=192.0.2.7 | 192.0.2.7",
                "for=192.0.2.7,for=10.9.9.9 | 192.0.2.7",
                "for=unknown | 10.1.2.3",
                "for=192.0.2.7, for=_hidden, for=10.9.9.9 | 10.9.9.9",
                "for=192.0.2.7, for=\"_SEVKISEK\" | 10.1.2.3",
                "for=192.0.2.7, proto=https | 10.1.2.3",
                "for=192.0.2.7, | 10.1.2.3",
                "for=198.51.100.66;x=\", for=192.0.2.7 | 10.1.2.3",
                "for=198.51.100.66;x=\", for=\"192.0.2.7\" | 10.1.2.3",
                "for=\"198.51.100.66\\ | 10.1.2.3",
                "for=198.51.100.66 for=192.0.2.7 | 10.1.2.3",
                "for | 10.1.2.3",
                "for= | 10.1.2.3",
                "=192.0.2.7 | 10.1.2.3",
                "198.51.100.66 | 10.1.2.3"
            })
    void so_it_is_by_forwarded(String field, String client) {
        assertThat(client(PROXY, "forwarded", field)).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(strings = {"11.0.0.1", "9.255.255.255", "192.168.1.2", "2001:db8:10::1", "127.0.0.1"})
    void nobody_else_is_believed(String other) {
        assertThat(client(other, "x-forwarded-for", "198.51.100.66")).isEqualTo(other);
        assertThat(client(other, "forwarded", "for=198.51.100.66")).isEqualTo(other);
    }

    @Test
    void none_is_trusted_where_none_is_configured() {
        assertThat(new TrustedProxies(List.of())
                        .client("127.0.0.1", headers("x-forwarded-for", "198.51.100.66", "forwarded", "for=::5")))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void several_lines_are_one_list() {
        assertThat(client(PROXY, "x-forwarded-for", "198.51.100.66", "x-forwarded-for", "192.0.2.7, 10.9.9.9"))
                .isEqualTo("192.0.2.7");
        assertThat(client(PROXY, "forwarded", "for=198.51.100.66", "forwarded", "for=192.0.2.7"))
                .isEqualTo("192.0.2.7");
    }

    /** A proxy lets the field that it does not write pass, whoever has made it up. */
    @Test
    void fields_that_contradict_each_other_are_not_believed() {
        assertThat(client(PROXY, "forwarded", "for=192.0.2.7", "x-forwarded-for", "192.0.2.7"))
                .isEqualTo("192.0.2.7");
        assertThat(client(PROXY, "forwarded", "for=198.51.100.66", "x-forwarded-for", "192.0.2.7"))
                .isEqualTo(PROXY);
        assertThat(client(PROXY, "forwarded", "for=192.0.2.7", "x-forwarded-for", "198.51.100.66"))
                .isEqualTo(PROXY);
    }

    @ParameterizedTest
    @CsvSource({"0:0:0:0:0:0:0:1, ::1", "fe80:0:0:0:1:0:0:1%eth0, fe80::1:0:0:1", "/run/socket, /run/socket"})
    void an_address_is_written_in_one_way(String end, String client) {
        assertThat(client(end)).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/9, 10.127.255.255, true",
        "10.0.0.0/9, 10.128.0.0, false",
        "10.77.0.0/9, 10.1.0.0, true",
        "192.0.2.0/31, 192.0.2.1, true",
        "192.0.2.0/31, 192.0.2.2, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::ffff:192.0.2.1, 192.0.2.1, true",
        "::/0, 192.0.2.1, false"
    })
    void a_network_holds_what_shares_its_first_bits(String network, String end, boolean trusted) {
        assertThat(new TrustedProxies(List.of(network)).client(end, headers("x-forwarded-for", "203.0.113.9")))
                .isEqualTo(trusted ? "203.0.113.9" : end);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "::ffff:192.0.2.7, 192.0.2.7",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
    })
    void nobody_is_believed_where_none_is_trusted(String end, String client) {
        assertThat(new TrustedProxies(List.of()).client(end, headers("x-forwarded-for", "203.0.113.9")))
                .isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy.example",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0/x",
                "10.0.0.0/+8",
                "::1/129",
                "10.0.0",
                "10.0.0.0/8/8",
                "*"
            })
    void what_is_neither_an_address_nor_a_network_is_refused(String configured) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrustedProxies(List.of(configured)))
                .withMessageStartingWith("trusted_proxies: '" + configured
                        + "' is neither an IP address nor a network, such as 10.0.0.0/8");
    }

    private String client(String end, String... namesAndValues) {
        return proxies.client(end, headers(namesAndValues));
    }

    private static MultiMap headers(String... namesAndValues) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }
}
