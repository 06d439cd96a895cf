package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The packaged application does not live on without memory, in a state that nobody knows: it says so and ends. */
@Alongside
final class OutOfMemoryIT extends Packaged {

    private static final int BEGUN = 24 * 1024 * 1024;

    @Test
    void who_may_hold_more_than_there_is_ends_with_one_line() {
        String begun = "POST " + CHAT + " HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: " + (BEGUN + 1)
                + "\r\n\r\n{\"input\":\"" + "a".repeat(BEGUN - 10);
        List<RawClient> clients = new ArrayList<>();
        try (LintelProcess lintel = prepared()
                .withHeap("64m")
                // The executable is built so, and reads no such variable.
                .with("JAVA_TOOL_OPTIONS", "-XX:+ExitOnOutOfMemoryError")
                .withFile("config/application.yaml", fakeInYaml() + "\nlistener: {max_held: 2G}\n")
                .start()) {
            lintel.url();
            Patience.untilItFails("the process", () -> {
                RawClient client = RawClient.connect(lintel.url());
                clients.add(client);
                client.send(begun);
            });

            assertThat(lintel.awaitExit()).isEqualTo(3);
            assertThat(lintel.log().lines().filter(line -> line.contains("OutOfMemoryError")))
                    .filteredOn(line -> !line.startsWith("Picked up JAVA_TOOL_OPTIONS"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("Terminating due to java.lang.OutOfMemoryError: ");
        } finally {
            clients.forEach(RawClient::close);
        }
    }
}
