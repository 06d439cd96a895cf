package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.TestAuthority;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application, given a command. */
@Alongside
final class CommandsIT {

    @TempDir
    Path directory;

    @Test
    void caller_key_prints_a_key_and_its_yaml_and_ends_without_a_server() {
        try (LintelProcess lintel = LintelProcess.in(directory)
                .withArguments("caller-key", "team-a")
                .start()) {
            assertThat(lintel.awaitExit()).isZero();
            assertThat(lintel.errors()).isEmpty();
            assertThat(lintel.output()).hasSize(7);
            assertThat(lintel.output().get(1)).matches("lk-[A-Za-z0-9_-]{43}");
            assertThat(lintel.output().subList(4, 6)).containsExactly("callers:", "  \"team-a\":");
            assertThat(lintel.output().get(6)).matches("    key_sha256: \"[0-9a-f]{64}\"");
        }
    }

    @Test
    void what_is_no_command_ends_it_with_what_there_is() {
        try (LintelProcess lintel =
                LintelProcess.in(directory).withArguments("serve").start()) {
            assertThat(lintel.awaitExit()).isEqualTo(2);
            assertThat(lintel.output()).isEmpty();
            assertThat(lintel.errors())
                    .containsExactly(
                            "lintel: 'serve' is no command. There are: --help, --version, --check [FILE], --print-config, ready,"
                                    + " caller-key NAME, import litellm FILE. Without a command it serves.");
        }
    }

    @Test
    void a_flag_that_there_is_not_and_what_is_too_much_end_it_before_anything_is_read() {
        for (String[] line : new String[][] {{"--chekc"}, {"--version", "--help"}, {"--check", "a.yaml", "b.yaml"}}) {
            try (LintelProcess lintel = LintelProcess.in(directory)
                    .withFile("config/application.yaml", "no: [yaml")
                    .withArguments(line)
                    .start()) {
                assertThat(lintel.awaitExit()).isEqualTo(2);
                assertThat(lintel.output()).isEmpty();
                assertThat(lintel.errors()).hasSize(1).first().asString().startsWith("lintel: ");
            }
        }
    }

    @Test
    void version_and_help_are_printed_whatever_the_configuration() {
        assertThat(printed("no: [yaml", "--version"))
                .hasSize(1)
                .first()
                .asString()
                .matches("Lintel \\d+\\.\\d+\\.\\S+ \\((Java|executable for) .+\\)");
        assertThat(printed("no: [yaml", "--help")).anyMatch(line -> line.contains("lintel --check [FILE] "));
    }

    @Test
    void print_config_is_a_configuration_that_check_takes_and_has_no_secret() {
        String yaml = """
                providers:
                  openai:
                    access_key: s3cret
                    headers: {x-gateway-key: s3cret}
                    query: {code: s3cret}
                    proxy: "http://user:s3cret@proxy.example:3128"
                    default: true
                    models: [gpt-*, "o1"]
                  azure: {base_url: "https://a.example/openai", access_key: "${A_KEY}", query: {api-version: "2025-04-01"}}
                model_aliases:
                  split: {targets: [{model: openai/a, weight: 9}, {model: azure/b, weight: 1}]}
                  fast.one: {targets: [azure/b, openai/a]}
                callers: {team-a: {key_sha256: HASH, requests_per_minute: 5}}
                limits: {redis: "redis://:s3cret@redis.example:6379/0?password=s3cret"}
                viewer: {enabled: true, access_key: s3cret}
                tracing: {redact: {tickets: 'TCK-\\d+$'}}
                """.replace("HASH", "ab".repeat(32));
        List<String> lines;
        try (LintelProcess lintel = LintelProcess.in(directory)
                .withFile("config/application.yaml", yaml)
                .with("A_KEY", "s3cret")
                .with("LISTENER_MAX_CALLS", "77")
                .with("PORT", "8181")
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", "http://user:s3cret@collector.example:4317")
                .with("OTEL_EXPORTER_OTLP_HEADERS", "authorization=Bearer s3cret")
                .withArguments("--print-config")
                .start()) {
            assertThat(lintel.awaitExit()).as(lintel.log()).isZero();
            assertThat(lintel.log()).doesNotContain("s3cret");
            lines = lintel.output();
        }
        assertThat(lines.get(0)).startsWith("# configuration: config/application.yaml; providers: azure (a.example,");
        assertThat(lines).contains("  max_calls: 77", "  port: 8181", "  max_body_size: 32M", "    access_key: '***'");

        assertThat(printed(String.join("\n", lines), "--check")).containsExactly("The configuration is valid.");
        List<String> again = printed(String.join("\n", lines), "--print-config");
        assertThat(again.subList(1, again.size())).isEqualTo(lines.subList(1, lines.size()));
    }

    @Test
    void print_config_shows_the_providers_of_the_environment_and_nothing_else() {
        try (LintelProcess lintel = LintelProcess.in(directory)
                .with("OPENAI_API_KEY", "s3cret")
                .withArguments("--print-config")
                .start()) {
            assertThat(lintel.awaitExit()).as(lintel.log()).isZero();
            assertThat(lintel.output().get(0))
                    .startsWith("# configuration: no file; providers: openai (api.openai.com,");
            assertThat(lintel.output())
                    .contains("  openai:", "    access_key: '***'", "    base_url: https://api.openai.com/v1");
            assertThat(lintel.log()).doesNotContain("s3cret");
        }
    }

    @Test
    void print_config_prints_the_faults_of_one_that_has_any() {
        try (LintelProcess lintel = LintelProcess.in(directory)
                .withFile("config/application.yaml", "providers: {a: {base_url: ftp://a}}")
                .withArguments("--print-config")
                .start()) {
            assertThat(lintel.awaitExit()).isEqualTo(1);
            assertThat(lintel.output()).isEmpty();
            assertThat(lintel.errors()).hasSize(1).first().asString().startsWith("providers.a.base_url: 'ftp://a' ");
        }
    }

    private List<String> printed(String yaml, String command) {
        try (LintelProcess lintel = LintelProcess.in(directory)
                .withFile("config/application.yaml", yaml)
                .without("PORT")
                .withArguments(command)
                .start()) {
            assertThat(lintel.awaitExit()).as(lintel.log()).isZero();
            assertThat(lintel.errors()).isEmpty();
            return lintel.output();
        }
    }

    @Test
    void check_says_that_a_configuration_is_valid_and_ends_without_a_server() {
        String yaml = "providers: {a: {base_url: 'https://a.example/v1', tls: {trust: trust.pem}, default: true}}";
        TestAuthority authority = TestAuthority.in(directory);
        try (LintelProcess lintel = LintelProcess.in(directory)
                .withFile(
                        "other/lintel.yaml",
                        yaml.replace("trust.pem", authority.certificate().toString()))
                .withArguments("--check", "other/lintel.yaml")
                .start()) {
            assertThat(lintel.awaitExit()).as(lintel.log()).isZero();
            assertThat(lintel.output()).containsExactly("The configuration is valid.");
            assertThat(lintel.errors()).isEmpty();
        }
    }

    @Test
    void check_prints_each_fault_as_the_start_does() {
        assertFaults(
                "providers: {a: {base_url: ftp://a, access_key: s3cret}}\nviewer: {enabled: true}\n"
                        + "limits: {redis: 's3cret'}\nlistener: {tls: {certificate: nowhere.pem, key: nowhere.key}}",
                "providers.a.base_url: 'ftp://a' is not an absolute http or https URL, such as https://api.openai.com/v1",
                "listener.tls.certificate: 'nowhere.pem' cannot be read",
                "viewer.access_key: there is none, and only the dev profile shows traces without one",
                "limits.redis: it is not a URL such as redis://host:6379, or rediss:// for TLS");
        assertFaults(
                "demo: {enabled: true}\nproviders: {a: {access_key: \"s3cret",
                "config/application.yaml is no YAML, at line 2, column 36");
        assertFaults(
                "demo: {enabled: true}\nproviders: {a: {access_key: \"s3cret\u007F\"}}",
                "config/application.yaml is no YAML: the character 0x7F may not stand in it");
        assertFaults(
                "demo: {enabled: true}\ncallers: {team-a: {}}",
                "callers.team-a: nothing stands in it (" + directory.resolve("config/application.yaml")
                        + ", line 2), and it would be as if it were not there; write one of its keys, or take it out");
    }

    @Test
    void check_refuses_what_nobody_can_mean_as_the_start_does() {
        assertFaults(
                "providers: {groq: {access_key: '${GROQ_API_KEY}', default: true}}",
                "providers.groq.access_key: ${GROQ_API_KEY} stands there, and GROQ_API_KEY is not set, or empty; set it, or"
                        + " write ${GROQ_API_KEY:} where there may be none");
        assertFaults(
                "demo: {enabled: true}\nprovider: {groq: {access_key: a}}",
                "provider: there is no such section (" + directory.resolve("config/application.yaml")
                        + "); did you mean providers?");
        assertFaults("demo: {enabled: perhaps}", "demo.enabled: 'perhaps' is neither true nor false");
    }

    private void assertFaults(String yaml, String... faults) {
        try (LintelProcess lintel = LintelProcess.in(directory)
                .withFile("config/application.yaml", yaml)
                .withArguments("--check")
                .start()) {
            assertThat(lintel.awaitExit()).isEqualTo(1);
            assertThat(lintel.errors()).containsExactly(faults);
            assertThat(lintel.output()).isEmpty();
        }
    }

    @Test
    void check_names_an_unknown_key_and_a_file_that_is_not_there() {
        try (LintelProcess lintel = LintelProcess.in(directory)
                .withFile("config/application.yaml", "demo: {enabled: true, enable: true}")
                .withArguments("--check")
                .start()) {
            assertThat(lintel.awaitExit()).isEqualTo(1);
            assertThat(lintel.errors())
                    .containsExactly("demo.enable: there is no such key ("
                            + directory.resolve("config/application.yaml") + "); did you mean demo.enabled?");
        }
        try (LintelProcess lintel = LintelProcess.in(directory)
                .withArguments("--check", "nowhere.yaml")
                .start()) {
            assertThat(lintel.awaitExit()).isEqualTo(1);
            assertThat(lintel.errors()).containsExactly("nowhere.yaml: there is no such file");
        }
    }
}
