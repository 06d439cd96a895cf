package dev.lintel.providers.presets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lintel.providers.endpoint.ProxyAddress;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProxyVariablesTest {

    @ParameterizedTest
    @CsvSource({
        "HTTPS_PROXY, true",
        "https_proxy, true",
        "HTTP_PROXY, false",
        "http_proxy, false",
    })
    void are_of_one_scheme_each(String variable, boolean tls) {
        Map<String, String> variables = Map.of(variable, "http://proxy.example:3128");

        assertThat(proxy(variables, "api.example", 443, tls))
                .contains(new ProxyAddress("proxy.example", 3128, null, null));
        assertThat(proxy(variables, "api.example", 443, !tls)).isEmpty();
    }

    @Test
    void may_be_there_in_both_ways_of_writing() {
        assertThat(proxy(Map.of("HTTPS_PROXY", "one:1", "https_proxy", "other:2"), "api.example", 443, true))
                .contains(new ProxyAddress("one", 1, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST", "a.localhost", "127.0.0.1", "127.1.2.3", "::1"})
    void are_not_for_this_machine(String host) {
        assertThat(proxy(Map.of("HTTPS_PROXY", "proxy:3128"), host, 443, true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "*, api.example",
        "api.example, api.example",
        "API.example, api.EXAMPLE",
        "example, api.example",
        ".example, api.example",
        "*.example, api.example",
        "'a.test, api.example', api.example",
        "'a.test api.example', api.example",
        "api.example:443, api.example",
        "10.1.2.3, 10.1.2.3",
        "10.1.2.3:443, 10.1.2.3",
        "10.0.0.0/8, 10.255.255.255",
        "10.1.2.0/23, 10.1.3.255",
        "10.1.2.3/32, 10.1.2.3",
        "0.0.0.0/0, 192.0.2.1",
        "2001:db8::1, 2001:db8:0::1",
        "[2001:db8::1]:443, 2001:db8::1",
        "2001:db8::/32, 2001:db8:ffff::1",
    })
    void leave_out_what_no_proxy_names(String exceptions, String host) {
        assertThat(proxy(Map.of("HTTPS_PROXY", "proxy:3128", "NO_PROXY", exceptions), host, 443, true))
                .isEmpty();
        assertThat(proxy(Map.of("HTTPS_PROXY", "proxy:3128", "no_proxy", exceptions), host, 443, true))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', api.example",
        "'. *. ,', api.example",
        "pi.example, api.example",
        "api.example.test, api.example",
        "api.example:8443, api.example",
        "10.0.0.0/8, 11.0.0.0",
        "10.1.2.0/23, 10.1.4.0",
        "10.1.2.3/32, 10.1.2.2",
        "10.0.0.0/x, 10.0.0.0",
        "api.example/8, 10.0.0.0",
        "10.0.0.0/8, api.example",
        "2001:db8::/32, 10.0.0.1",
        "2001:db8::/32, 2001:db9::1",
        "10.1.2.3:8443, 10.1.2.3",
        "2.3, 10.1.2.3",
    })
    void hold_for_all_others(String exceptions, String host) {
        assertThat(proxy(Map.of("HTTPS_PROXY", "proxy:3128", "NO_PROXY", exceptions), host, 443, true))
                .contains(new ProxyAddress("proxy", 3128, null, null));
    }

    @Test
    void that_are_none_are_refused_by_their_name_and_not_shown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> proxy(Map.of("HTTPS_PROXY", "socks5://me:s3cret@proxy"), "api.example", 443, true))
                .withMessage(
                        "proxy: HTTPS_PROXY: the value is not the address of an HTTP proxy, such as http://proxy:3128");
    }

    private static Optional<ProxyAddress> proxy(Map<String, String> variables, String host, int port, boolean tls) {
        return new ProxyVariables(
                        name -> Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty()))
                .of(host, port, tls);
    }
}
