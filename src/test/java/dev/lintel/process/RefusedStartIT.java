package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.Alongside;
import dev.lintel.testing.LintelProcess;
import dev.lintel.testing.LintelProcess.Preparation;
import dev.lintel.testing.OtlpReceiver;
import dev.lintel.testing.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wrong configuration ends the packaged application with what is wrong, by its key, and no stack trace. */
@Execution(ExecutionMode.CONCURRENT)
@Alongside
final class RefusedStartIT {

    private static final String PROVIDER = "providers: {a: {base_url: 'http://127.0.0.1:1/v1', default: true}}\n";

    /** In an exception that is logged as JSON. */
    private static final String STACK_TRACE = "\\tat ";

    @TempDir
    Path directory;

    private OtlpReceiver collector;

    @BeforeEach
    void startCollector() {
        collector = OtlpReceiver.start();
    }

    @AfterEach
    void stopCollector() {
        collector.close();
        assertThat(collector.requests()).as("told of a start that was refused").isEmpty();
    }

    @Test
    void without_any_provider() {
        refused(
                prepared(),
                "providers: there is none",
                "config/application.yaml",
                "or set one of OPENAI_API_KEY, ANTHROPIC_API_KEY, GROQ_API_KEY",
                "or OLLAMA_HOST");
    }

    @ParameterizedTest
    @CsvSource({"listener, prot: 1", "tracing, random_sample: 1", "demo, enable: true"})
    void with_an_unknown_key_in_a_section(String section, String key) {
        refused(
                configured(PROVIDER + section + ": {" + key + "}"),
                section + "." + key.substring(0, key.indexOf(':')) + ": there is no such key ("
                        + directory.resolve("config/application.yaml") + "); ");
    }

    @Test
    void with_an_unknown_key_of_a_provider_or_an_alias() {
        refused(
                configured("providers: {a: {base_url: 'http://127.0.0.1:1/v1', api_key: k}}"),
                "providers.a.api_key: there is no such key",
                "there are access_key, base_url, breaker");
        refused(
                configured(PROVIDER + "model_aliases: {fast: {targets: [a/b], order: 1}}"),
                "model_aliases.fast.order: there is no such key",
                "there are targets");
    }

    @Test
    void with_an_entry_in_which_nothing_stands() {
        refused(
                configured(PROVIDER + "callers:\n  team-a: {}\n"),
                "callers.team-a: nothing stands in it",
                "config/application.yaml, line 3");
        refused(configured("providers: {ollama: {}}"), "providers.ollama: nothing stands in it");
        refused(configured(PROVIDER + "model_aliases: {fast: }"), "model_aliases.fast: nothing stands in it");
    }

    @Test
    void with_a_share_of_traces_beyond_100_percent() {
        refused(
                configured(PROVIDER + "tracing: {random_sampling: 250}"),
                "tracing.random_sampling: 250.0 is not a percentage from 0 to 100");
        refused(
                prepared().with("DEMO_ENABLED", "true").with("TRACING_RANDOM_SAMPLING", "-1"),
                "tracing.random_sampling: -1.0 is not a percentage from 0 to 100");
    }

    @Test
    void with_a_value_of_the_wrong_kind() {
        told(
                configured("providers: {a: {base_url: 'http://127.0.0.1:1/v1', default: 'yes please', kind: foo,"
                        + " connect_timeout: 5x}}\nlistener: {max_body_size: lots}"),
                "listener.max_body_size: 'lots' is not a size, such as 64K, 32M or 1G",
                "providers.a.connect_timeout: '5x' is not a length of time, such as 500ms, 20s or 5m",
                "providers.a.default: 'yes please' is neither true nor false",
                "providers.a.kind: 'foo' is not one of anthropic, azure, openai");
        told(
                configured("'%prod': {providers: {a: {base_url: 'http://127.0.0.1:1/v1', headers: none}}}"),
                "providers.a.headers: a value or a list stands there ("
                        + directory.toAbsolutePath().resolve("config/application.yaml")
                        + "), and it is a section, of names of your own");
        told(
                configured(PROVIDER).with("QUARKUS_HTTP_IDLE_TIMEOUT", "soon"),
                "quarkus.http.idle-timeout: 'soon' cannot be read: Invalid duration: soon");
    }

    @Test
    void with_a_file_that_is_no_yaml() {
        told(
                configured("demo:\n\tenabled: true\n"),
                "config/application.yaml is no YAML, at line 2, column 1: a tab stands there; only spaces may begin a line");
        String log = told(
                configured("demo: {enabled: true, access_key: \"s3cret}"),
                "config/application.yaml is no YAML, at line 1, column 43");

        assertThat(log).doesNotContain("s3cret");
    }

    @Test
    void with_a_variable_in_a_value_that_is_not_set() {
        String advice = " is not set, or empty; set it, or write ";
        for (Preparation prepared : List.of(
                configured("providers: {groq: {access_key: '${GROQ_API_KEY}', default: true}}"),
                configured("providers: {groq: {access_key: '${GROQ_API_KEY}', default: true}}")
                        .with("GROQ_API_KEY", ""))) {
            told(
                    prepared,
                    "providers.groq.access_key: ${GROQ_API_KEY} stands there, and GROQ_API_KEY" + advice
                            + "${GROQ_API_KEY:} where there may be none");
        }
        told(
                configured(PROVIDER + "limits: {redis: 'redis://${REDIS_HOST}:6379'}"),
                "limits.redis: ${REDIS_HOST} stands there, and REDIS_HOST" + advice
                        + "${REDIS_HOST:} where there may be none");
    }

    @Test
    void with_variables_that_have_no_effect() {
        told(
                configured(PROVIDER)
                        .with("PROVIDERS_OPENAI_ACCES_KEY", "s3cret")
                        .with("TRACING_SAMPLE", "5")
                        .with("LISTENER_SERVICE_HOST", "10.0.0.1")
                        .with("LISTENER_SERVICE_PORT_HTTP", "80"),
                "PROVIDERS_OPENAI_ACCES_KEY: this variable has no effect; did you mean PROVIDERS_OPENAI_ACCESS_KEY?",
                "TRACING_SAMPLE: this variable has no effect: no key of the section tracing is called so, and no name can be"
                        + " given by a variable there; write it into the file, or unset it");
    }

    @Test
    void with_a_section_that_is_misspelt() {
        told(
                configured(PROVIDER + "tracin: {random_sampling: 1}\nx-mine: {a: b}\n"),
                "tracin: there is no such section (" + directory.resolve("config/application.yaml")
                        + "); did you mean tracing?");
    }

    @Test
    void with_a_file_that_is_named_and_not_there() {
        told(
                configured(PROVIDER).with("QUARKUS_CONFIG_LOCATIONS", "/nowhere/lintel.yaml"),
                "QUARKUS_CONFIG_LOCATIONS: '/nowhere/lintel.yaml': there is no such file");
        told(
                configured(PROVIDER).with("QUARKUS_CONFIG_LOCATIONS", "/no where.yaml"),
                "QUARKUS_CONFIG_LOCATIONS: '/no where.yaml' is not a URI, in which a space is %20");
    }

    @Test
    void with_an_exporter_that_there_is_not() {
        told(
                configured(PROVIDER).with("OTEL_TRACES_EXPORTER", "console"),
                "OTEL_TRACES_EXPORTER: 'console' is not supported; it is otlp or none");
    }

    @Test
    void with_a_base_url_that_is_none() {
        refused(
                configured("providers: {a: {base_url: api.example/v1}}"),
                "providers.a.base_url: 'api.example/v1' is not an absolute http or https URL,"
                        + " such as https://api.openai.com/v1");
    }

    @Test
    void with_headers_that_no_provider_may_get() {
        String log = refused(
                configured("providers: {openai: {headers: {authorization: Bearer s3cret}}}"),
                "providers.openai.headers.authorization: credentials belong into access_key");

        assertThat(log).doesNotContain("s3cret");
    }

    @Test
    void with_a_proxy_that_is_none_which_is_not_shown() {
        String log = refused(
                configured("providers: {openai: {default: true}}").with("HTTPS_PROXY", "socks5://me:s3cret@proxy"),
                "providers.openai.proxy: HTTPS_PROXY: the value is not the address of an HTTP proxy");

        assertThat(log).doesNotContain("s3cret");
    }

    @Test
    void with_tls_files_that_cannot_be_used() {
        TestAuthority authority = TestAuthority.in(directory);
        TestAuthority.Issued own = authority.issue("own");
        TestAuthority.Issued other = authority.issue("other");
        String trust = "providers.openai.tls.trust: ";
        String certificate = "providers.openai.tls.certificate: ";
        String key = "providers.openai.tls.key: ";

        refused(tls("trust: missing.pem"), trust + "the file 'missing.pem' cannot be read");
        refused(tls("trust: " + own.key()), trust + "the file holds no certificates in PEM form");
        refused(tls("trust: ."), trust + "the file '.' cannot be read");
        refused(tls("certificate: " + own.certificate()), key + "there is none, and a certificate needs its key");
        refused(tls("key: " + own.key()), certificate + "there is none, and a key needs its certificate");
        refused(
                tls("certificate: " + own.key() + ", key: " + own.key()),
                certificate + "the file holds no certificate in PEM form");
        refused(
                tls("certificate: " + own.certificate() + ", key: " + own.certificate()),
                key + "the file holds no RSA or EC key in PEM form");
        refused(
                tls("certificate: " + own.certificate() + ", key: " + other.key()),
                key + "the file holds no RSA or EC key in PEM form",
                "that belongs to the certificate");
    }

    private Preparation tls(String files) {
        return configured("providers: {openai: {tls: {" + files + "}}}");
    }

    @Test
    void with_two_defaults() {
        refused(configured("""
            providers:
              a: {base_url: 'http://a.example/v1', default: true}
              b: {base_url: 'http://b.example/v1', default: true}
            """), "providers.b.default: only one provider can be the default, and a is");
    }

    @Test
    void with_an_alias_to_nowhere() {
        refused(
                configured(PROVIDER + "model_aliases: {fast: {targets: [nowhere/gpt]}}"),
                "model_aliases.fast.targets: 'nowhere/gpt' leads nowhere",
                "write provider/model with one of the providers [a]");
    }

    @Test
    void with_a_key_that_no_header_can_carry_which_is_not_shown() {
        String log = refused(
                prepared().with("OPENAI_API_KEY", "s3cret key"),
                "OPENAI_API_KEY",
                "access_key: it holds a character that no header can carry");

        assertThat(log).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource({"LISTENER_MAX_BODY_SIZE, listener.max_body_size", "EXPORT_QUEUE, export.queue"})
    void with_more_bytes_than_there_can_be(String variable, String key) {
        refused(
                prepared().with("DEMO_ENABLED", "true").with(variable, "9999999999G"),
                key + ": so many bytes there cannot be");
    }

    @Test
    void with_a_header_for_the_collector_that_no_header_can_carry_which_is_not_shown() {
        String log = refused(
                prepared()
                        .with("DEMO_ENABLED", "true")
                        .with("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "authorization=Bearer%0As3cret"),
                "OTEL_EXPORTER_OTLP_TRACES_HEADERS: one holds a character that no header can carry");

        assertThat(log).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
        "OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION"
    })
    void with_metrics_that_cannot_be_sent_so(String variable) {
        refused(prepared().with("DEMO_ENABLED", "true").with(variable, "often"), variable + ": 'often' is not one of");
    }

    @ParameterizedTest
    @CsvSource({"''", "none"})
    void with_content_as_events_where_no_log_is_sent(String exporter) {
        refused(
                prepared()
                        .with("DEMO_ENABLED", "true")
                        .with("TRACING_CAPTURE_CONTENT", "events")
                        .with("OTEL_LOGS_EXPORTER", exporter),
                "tracing.capture_content: events go where the log goes: set OTEL_LOGS_EXPORTER=otlp");
    }

    @Test
    void with_a_viewer_that_everyone_could_look_into() {
        refused(
                prepared().with("DEMO_ENABLED", "true").with("VIEWER_ENABLED", "true"),
                "viewer.access_key: there is none, and only the dev profile shows traces without one");
    }

    @ParameterizedTest
    @CsvSource({"70000", "-1"})
    void with_a_port_that_there_cannot_be(String port) {
        refused(configured(PROVIDER + "listener: {port: " + port + "}").without("PORT"), "listener.port", port);
    }

    @Test
    void with_a_variable_that_is_no_port_by_its_name() {
        told(configured(PROVIDER).with("PORT", "70000"), "PORT: '70000' is not a port from 0 to 65535");
        told(configured(PROVIDER).with("PORT", "http"), "PORT: 'http' cannot be read: Expected an integer");
    }

    @Test
    void with_a_port_that_is_taken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            refused(
                    configured(PROVIDER).with("PORT", port),
                    "listener.port: " + port + ": nobody can listen there; another process does");
        }
    }

    @Test
    void with_an_admin_port_that_is_taken_or_the_port_of_calls() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            refused(
                    configured(PROVIDER + "listener: {admin_port: " + port + "}"),
                    "listener.admin_port: " + port + ": nobody can listen there");
            refused(
                    configured(PROVIDER + "listener: {admin_port: " + port + "}")
                            .with("PORT", String.valueOf(port)),
                    "listener.admin_port: " + port + ": it is the port of calls, too");
        }
    }

    @Test
    void with_files_for_tls_that_are_none() {
        refused(
                configured(PROVIDER + "listener: {tls: {certificate: nowhere.pem}}"),
                "listener.tls.key: there is none for the certificate");
        refused(
                configured(PROVIDER + "listener: {tls: {key: nowhere.key}}"),
                "listener.tls.certificate: there is none for the key");
        refused(
                configured(PROVIDER + "listener: {tls: {certificate: nowhere.pem, key: nowhere.key}}"),
                "listener.tls.certificate: 'nowhere.pem' cannot be read");
        refused(
                configured(PROVIDER + "listener: {tls: {certificate: a.pem, key: a.pem}}")
                        .withFile("a.pem", "no certificate"),
                "listener.tls.certificate: the file holds no certificate in PEM");
    }

    @Test
    void with_a_price_file_that_is_not_there() {
        refused(
                configured(PROVIDER + "prices: {file: config/absent.json}"),
                "prices.file: config/absent.json: there is no such file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"m\":{\"input_cost_per_token\":-1}} | m: input_cost_per_token: it is out of bounds, a price is 0 to 1",
                "[{\"id\":\"p\",\"models\":[]},{\"id\":\"p\",\"models\":[]}] | p: there are two providers of this name",
                "access_key=s3cret | it is no JSON, or broken, at line 1, column"
            })
    void with_a_price_file_that_cannot_be_meant(String text, String fault) {
        String log = refused(
                configured(PROVIDER + "prices: {file: config/prices.json}").withFile("config/prices.json", text),
                "prices.file: config/prices.json: " + fault);

        assertThat(log).doesNotContain("s3cret");
    }

    private Preparation configured(String yaml) {
        return prepared().withFile("config/application.yaml", yaml);
    }

    private Preparation prepared() {
        return LintelProcess.in(directory)
                .with("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint().toString());
    }

    /** All that the application wrote, whose only lines of errors, in this order, begin so. */
    private static String told(Preparation prepared, String... lines) {
        try (LintelProcess lintel = prepared.start()) {
            assertThat(lintel.awaitExit()).as(lintel.log()).isEqualTo(1);
            assertThat(lintel.errors()).hasSameSizeAs(lines);
            for (int at = 0; at < lines.length; at++) {
                assertThat(lintel.errors().get(at)).startsWith(lines[at]);
            }
            assertThat(lintel.output()).isEmpty();
            return lintel.log();
        }
    }

    /** All that the refused application wrote. */
    private static String refused(Preparation prepared, String... told) {
        try (LintelProcess lintel = prepared.start()) {
            assertThat(lintel.awaitExit()).as(lintel.log()).isPositive();
            assertThat(String.join("\n", lintel.errors())).contains(told);
            assertThat(lintel.log()).doesNotContain("\tat ", STACK_TRACE, "Caused by", "Listening on");
            return lintel.log();
        }
    }
}
