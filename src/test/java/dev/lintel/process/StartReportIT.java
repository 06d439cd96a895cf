package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.Packaged;
import dev.lintel.testing.QuietPort;
import dev.lintel.testing.TestAuthority;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the packaged application says of itself when it has started. */
@Alongside
final class StartReportIT extends Packaged {

    private static final Pattern LINE = Pattern.compile("Running with ([^\"]*)");

    @Test
    void one_line_says_what_it_runs_with_and_no_secret() {
        int port = QuietPort.find();
        int adminPort = QuietPort.find();
        try (LintelProcess lintel = prepared()
                .withFile("config/application.yaml", """
                        providers:
                          anthropic: {access_key: s3cret, default: true}
                          local: {base_url: "http://local.example:8000/v1"}
                        tracing: {random_sampling: 2.5}
                        """)
                .with("PORT", String.valueOf(port))
                .with("LISTENER_ADMIN_PORT", String.valueOf(adminPort))
                .with("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", "http://user:s3cret@127.0.0.1:4318")
                .start()) {
            assertThat(line(lintel))
                    .matches("configuration: config/application\\.yaml; providers: anthropic \\(api\\.anthropic\\.com,"
                            + " anthropic, key, default\\), local \\(local\\.example, openai, no key\\); traces: 2\\.5%;"
                            + " OTLP: http://\\*\\*\\*:\\*\\*\\*@127\\.0\\.0\\.1:4318, http/protobuf;"
                            + " port: " + port + ", admin port: " + adminPort
                            + "; Lintel \\d+\\.\\d+\\.\\S+, (Java|executable for) .+");
            lintel.terminate();
            lintel.awaitExit();
            assertThat(lintel.log()).containsOnlyOnce("Running with ").doesNotContain("s3cret");
        }
    }

    @Test
    void it_is_said_as_text_too_and_that_telemetry_is_off_and_that_there_is_tls() {
        TestAuthority authority = TestAuthority.in(directory);
        TestAuthority.Issued issued = authority.issue("first");
        try (LintelProcess lintel = prepared()
                .with("DEMO_ENABLED", "true")
                .with("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "false")
                .with("OTEL_SDK_DISABLED", "true")
                .with("LISTENER_TLS_CERTIFICATE", issued.certificate().toString())
                .with("LISTENER_TLS_KEY", issued.key().toString())
                .start()) {
            assertThat(line(lintel))
                    .startsWith("configuration: no file; providers: demo (127.0.0.1, openai, no key, default);"
                            + " traces: 100%; OTLP: off; port: any free one with TLS; Lintel ");
        }
    }

    @Test
    void a_start_that_fails_says_nothing_of_the_kind() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LintelProcess lintel = prepared()
                        .with("DEMO_ENABLED", "true")
                        .with("PORT", String.valueOf(taken.getLocalPort()))
                        .start()) {
            assertThat(lintel.awaitExit()).isPositive();
            assertThat(lintel.log()).doesNotContain("Running with");
        }
    }

    @Test
    void what_a_reload_has_changed_is_said_again() {
        Preparation prepared = prepared().withFile("config/application.yaml", fakeInYaml());
        try (LintelProcess lintel = prepared.start()) {
            assertThat(line(lintel)).contains("traces: 100%");
            prepared.withFile("config/application.yaml", fakeInYaml() + "\ntracing: {random_sampling: 10}\n");
            lintel.hangUp();
            lintel.awaitLine(Pattern.compile("Running with configuration: config/application.yaml; providers: fake"
                    + " \\(127.0.0.1, openai, no key, default\\); traces: 10%\""));
        }
    }

    private static String line(LintelProcess lintel) {
        Matcher found = lintel.awaitLine(LINE);
        return found.group(1);
    }
}
