package dev.lintel.process.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lintel.testing.YamlSection;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ListenerConfigTest {

    @Test
    void by_default_listens_everywhere_on_12000_and_takes_bodies_of_32_mebibytes() {
        ListenerConfig listener = YamlSection.read(ListenerConfig.class, "{}");

        assertThat(listener.host()).isEqualTo("0.0.0.0");
        assertThat(listener.port()).isEqualTo(12000);
        assertThat(listener.maxBodySize().asLongValue()).isEqualTo(32L * 1024 * 1024);
        assertThat(listener.allowedOrigins()).isEmpty();
        assertThat(listener.trustedProxies()).isEmpty();
        assertThat(listener.adminPort()).isZero();
        assertThat(listener.headTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(listener.bodyTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(listener.idleTimeout()).isEqualTo(Duration.ofMinutes(30));
        assertThat(listener.keepAlive()).isEqualTo(Duration.ZERO);
        assertThat(listener.tls().certificate()).isEmpty();
        assertThat(listener.tls().key()).isEmpty();
        assertThat(listener.maxHeld()).isEqualTo(Runtime.getRuntime().maxMemory() / 100 * 25);
    }

    @Test
    void takes_every_key() {
        ListenerConfig listener = YamlSection.read(ListenerConfig.class, """
            listener:
              host: 127.0.0.1
              port: 0
              admin_port: 12001
              tls: {certificate: /tls/tls.crt, key: /tls/tls.key}
              head_timeout: 5s
              body_timeout: 0s
              idle_timeout: 500ms
              keep_alive: 15s
              max_body_size: 64k
              max_held: 128M
              allowed_origins: ["https://chat.example.com", "https://other.example.com:8443"]
              trusted_proxies: [10.0.0.0/8, "::1"]
            """);

        assertThat(listener.host()).isEqualTo("127.0.0.1");
        assertThat(listener.port()).isZero();
        assertThat(listener.adminPort()).isEqualTo(12001);
        assertThat(listener.tls().certificate()).hasValue(Path.of("/tls/tls.crt"));
        assertThat(listener.tls().key()).hasValue(Path.of("/tls/tls.key"));
        assertThat(listener.headTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(listener.bodyTimeout()).isEqualTo(Duration.ZERO);
        assertThat(listener.idleTimeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(listener.keepAlive()).isEqualTo(Duration.ofSeconds(15));
        assertThat(listener.maxHeld()).isEqualTo(128L * 1024 * 1024);
        assertThat(listener.allowedOrigins())
                .contains(List.of("https://chat.example.com", "https://other.example.com:8443"));
        assertThat(listener.trustedProxies()).contains(List.of("10.0.0.0/8", "::1"));
        assertThat(listener.maxBodySize().asBigInteger()).isEqualTo(BigInteger.valueOf(64 * 1024));
    }

    @ParameterizedTest
    @CsvSource({"max_body, 1M", "maxBodySize, 1M", "max-body-size, 1M", "Port, 1"})
    void refuses_an_unknown_key_by_its_name(String key, String value) {
        assertThatThrownBy(() -> YamlSection.read(ListenerConfig.class, "listener: {" + key + ": " + value + "}"))
                .hasMessageContaining("listener." + key + " in application.yaml does not map to any root");
    }

    @ParameterizedTest
    @CsvSource({
        "port, high",
        "port, 1.5",
        "port, 65536",
        "port, -1",
        "admin_port, 65536",
        "admin_port, other",
        "head_timeout, soon",
        "head_timeout, -1s",
        "body_timeout, soon",
        "idle_timeout, -1s",
        "keep_alive, -1s",
        "keep_alive, often",
        "max_body_size, lots",
        "max_body_size, -1",
        "max_held, 0%",
        "max_held, 91%",
        "max_held, half",
        "max_held, 0",
        "max_held, x%"
    })
    void refuses_a_value_of_the_wrong_kind_by_the_name_of_its_key(String key, String value) {
        assertThatThrownBy(() -> YamlSection.read(ListenerConfig.class, "listener: {" + key + ": " + value + "}"))
                .hasMessageContaining("listener." + key)
                .hasMessageContaining(value);
    }
}
