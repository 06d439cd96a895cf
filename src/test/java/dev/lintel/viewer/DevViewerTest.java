package dev.lintel.viewer;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawHttp2Client;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The viewer of the dev profile, which needs no key: no web page gets to it by a name of its own. */
@QuarkusTest
@TestProfile(DevViewerTest.Dev.class)
class DevViewerTest {

    /** As {@code ./mvnw quarkus:dev} has it. */
    public static final class Dev implements QuarkusTestProfile {

        @Override
        public String getConfigProfile() {
            return "dev";
        }
    }

    @TestHTTPResource
    URI lintel;

    @ParameterizedTest
    @ValueSource(strings = {"localhost:12000", "127.0.0.1", "[::1]:12000", "LOCALHOST", "traces.localhost"})
    void it_answers_who_names_this_machine(String host) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("GET /traces HTTP/1.1\r\nhost: " + host + "\r\n\r\n");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            client.send(export(host));
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:12000",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "10.0.0.1"
            })
    void it_answers_nobody_else(String host) {
        try (RawClient client = RawClient.connect(lintel)) {
            for (String path : new String[] {"/traces", "/traces/last", "/traces?key="}) {
                client.send("GET " + path + " HTTP/1.1\r\nhost: " + host + "\r\n\r\n");
                assertError(client.readAnswer(), 421, "host_not_allowed");
            }
            client.send(export(host));
            assertThat(client.readAnswer().status()).isEqualTo(421);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /traces HTTP/1.0\r\n\r\n", "GET /traces HTTP/1.1\r\n\r\n"})
    void it_answers_nobody_who_names_no_host(String request) {
        try (RawClient client = RawClient.connect(lintel)) {
            assertThat(client.send(request).readHead().status()).isIn(400, 421);
        }
    }

    @Test
    void over_http2_the_authority_is_the_host() {
        try (RawHttp2Client client = RawHttp2Client.connect(lintel)) {
            for (String host : new String[] {"localhost:12000", "[::1]", "evil.example", "localhost.evil.example"}) {
                int page = client.openWith(
                        true, ":method", "GET", ":scheme", "http", ":authority", host, ":path", "/traces");
                assertThat(client.status(page)).as(host).isEqualTo(host.contains("evil") ? 421 : 200);
            }
            int none = client.openWith(true, ":method", "GET", ":scheme", "http", ":path", "/traces");
            assertThat(client.status(none)).isIn(400, 421);
        }
    }

    private static String export(String host) {
        return "POST /v1/traces HTTP/1.1\r\nhost: " + host
                + "\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    }
}
