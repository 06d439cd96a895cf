package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.QuietPort;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.TestAuthority;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code lintel ready} beside the packaged application, with the same file and the same variables. */
@Alongside
final class ReadyIT extends Packaged {

    @Test
    void on_the_port_of_calls_it_is_ready_until_it_ends() {
        String port = String.valueOf(QuietPort.find());
        try (LintelProcess lintel = onPort(port)
                        .withFile("config/application.yaml", fakeInYaml())
                        .start();
                RawClient client = RawClient.connect(lintel.url()).post(CHAT, "{\"model\":\"m\"}")) {
            Exchange exchange = upstream.next();
            assertReady(onPort(port));

            lintel.terminate();
            lintel.awaitLine(Pattern.compile("Waiting for the calls under way: 1"));
            assertNotReady(onPort(port), "Not ready: 127.0.0.1:" + port + " answers 503");
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
            lintel.awaitExit();
        }
        assertNotReady(onPort(port), "Not ready: 127.0.0.1:" + port + " does not answer: Connection refused");
    }

    @Test
    void with_an_admin_port_and_tls_it_is_asked_there_also_where_all_addresses_are_bound() {
        TestAuthority.Issued issued = TestAuthority.in(directory).issue("first");
        String admin = String.valueOf(QuietPort.find());
        String port = String.valueOf(QuietPort.find());
        try (LintelProcess lintel = encrypted(issued, port, admin).start()) {
            lintel.url();
            assertReady(encrypted(issued, port, admin));
            // As it is configured: nobody listens there.
            assertNotReady(
                    encrypted(issued, port, String.valueOf(QuietPort.find())).with("LISTENER_HOST", "127.0.0.1"),
                    "does not answer: Connection refused");
        }
    }

    @Test
    void a_port_that_nobody_knows_and_a_faulty_configuration_are_named() {
        assertNotReady(onPort("0"), "Not ready: listener.port: 0 is any free port, and nobody can know which");
        assertNotReady(
                onPort("1").withFile("config/application.yaml", "listener: {admin_port: nowhere}"),
                "Not ready: ",
                "listener.admin_port",
                "'nowhere' is not a port from 0 to 65535");
    }

    private Preparation onPort(String port) {
        return prepared().with("PORT", port);
    }

    private Preparation encrypted(TestAuthority.Issued issued, String port, String admin) {
        return onPort(port)
                .with("DEMO_ENABLED", "true")
                .with("LISTENER_HOST", "0.0.0.0")
                .with("LISTENER_ADMIN_PORT", admin)
                .with("LISTENER_TLS_CERTIFICATE", issued.certificate().toString())
                .with("LISTENER_TLS_KEY", issued.key().toString());
    }

    private static void assertReady(Preparation prepared) {
        try (LintelProcess ready = prepared.withArguments("ready").start()) {
            assertThat(ready.awaitExit()).as(ready.log()).isZero();
            assertThat(ready.output()).containsExactly("Ready.");
            assertThat(ready.errors()).isEmpty();
        }
    }

    private static void assertNotReady(Preparation prepared, String... why) {
        try (LintelProcess ready = prepared.withArguments("ready").start()) {
            assertThat(ready.awaitExit()).isEqualTo(1);
            assertThat(ready.output()).isEmpty();
            assertThat(ready.errors()).hasSize(1).first().asString().contains(why);
        }
    }
}
