package dev.lintel.viewer;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.RawClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
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

    private static String export(String host) {
        return "POST /v1/traces HTTP/1.1\r\nhost: " + host
                + "\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    }
}
