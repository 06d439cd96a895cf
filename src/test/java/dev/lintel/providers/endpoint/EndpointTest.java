package dev.lintel.providers.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EndpointTest {

    private static final String AZURE = "https://x.openai.azure.com/openai";

    @Nested
    class a_base_url {

        @ParameterizedTest
        @CsvSource({
            "https://api.example/v1, api.example, 443, true",
            "http://api.example/v1, api.example, 80, false",
            "HTTPS://api.example, api.example, 443, true",
            "http://localhost:8000/a/b, localhost, 8000, false",
            "http://[::1]:8000/v1, ::1, 8000, false",
            "http://vllm_server:8000/v1, vllm_server, 8000, false",
            "https://vllm_server/v1, vllm_server, 443, true",
            "http://a_b.c-d.example:65535, a_b.c-d.example, 65535, false",
        })
        void tells_host_port_and_whether_calls_are_encrypted(String url, String host, int port, boolean tls) {
            Endpoint endpoint = at(url);

            assertThat(endpoint.host()).isEqualTo(host);
            assertThat(endpoint.port()).isEqualTo(port);
            assertThat(endpoint.isTls()).isEqualTo(tls);
        }

        @ParameterizedTest
        @ValueSource(strings = {"https://api.example/v1/", "https://api.example/v1//"})
        void loses_the_slash_at_its_end(String url) {
            assertThat(at(url).baseUrl()).isEqualTo(URI.create("https://api.example/v1"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "api.example/v1",
                    "/v1",
                    "",
                    "ftp://api.example/v1",
                    "https:///v1",
                    "mailto:me@api.example",
                    "http://a_b:65536/v1",
                    "http://a_b:x/v1",
                    "http://a_b!c/v1"
                })
        void is_refused_when_it_is_no_absolute_http_url(String url) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> at(url))
                    .withMessage("base_url: '" + url
                            + "' is not an absolute http or https URL, such as https://api.openai.com/v1");
        }

        @Test
        void is_refused_with_credentials_in_it_which_are_not_shown() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> at("https://me:s3cret@api.example/v1"))
                    .withMessage("base_url: credentials do not belong in it; use access_key");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "ftp://me:s3cret@api.example/v1",
                    "https://api.example/v1?key=s3cret",
                    "//me:s3cret@api.example"
                })
        void never_shows_what_may_be_a_secret_when_it_is_refused(String url) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> at(url))
                    .withMessageStartingWith("base_url: ")
                    .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("s3cret"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"https://api.example/v1?version=1", "https://api.example/v1#top", "https://api.example/v1?"})
        void is_refused_with_a_query_or_a_fragment(String url) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> at(url))
                    .withMessageStartingWith("base_url: ")
                    .withMessageContaining("may have neither a query nor a fragment");
        }
    }

    @Nested
    class a_target {

        @ParameterizedTest
        @CsvSource(
                nullValues = "-",
                value = {
                    "OPENAI, https://a.example/v1, /chat/completions, -, m, /chat/completions",
                    "OPENAI, https://a.example/v1, /chat/completions, '', m, /chat/completions?",
                    "OPENAI, https://a.example/v1, /files, a=1&&b, -, /files?a=1&&b",
                    "OPENAI, https://a.example/v1, /files, a=1&api-version=2024-10-21&b, -, /files?a=1&b",
                    "OPENAI, https://a.example/v1, /files, api-version=2024-10-21, -, /files",
                    "OPENAI, https://a.example/v1, /files, api%2Dversion=2024-10-21, -, /files",
                    "OPENAI, https://a.example/v1, /files, %zz=1, -, /files?%zz=1",
                    "ANTHROPIC, https://a.example/v1, /messages, beta=true&api-version=1, m, /messages?beta=true",
                    "AZURE, https://x.openai.azure.com/openai, /chat/completions, -, m, /deployments/m/chat/completions",
                    "AZURE, https://x.openai.azure.com/openai, /completions, -, m, /deployments/m/completions",
                    "AZURE, https://x.openai.azure.com/openai, /embeddings, a=1, 'gpt 4/o', /deployments/gpt%204%2Fo/embeddings?a=1",
                    "AZURE, https://x.openai.azure.com/openai, /audio/speech, -, m, /deployments/m/audio/speech",
                    "AZURE, https://x.openai.azure.com/openai, /chat/completions, api-version=1, m, /deployments/m/chat/completions?api-version=1",
                    "AZURE, https://x.openai.azure.com/openai, /chat/completions, -, -, /chat/completions",
                    "AZURE, https://x.openai.azure.com/openai, /responses, -, m, /responses",
                    "AZURE, https://x.openai.azure.com/openai/v1, /chat/completions, -, m, /chat/completions",
                    "AZURE, https://x.openai.azure.com/openai/deployments/d, /chat/completions, -, m, /chat/completions",
                })
        void is_written_as_the_kind_has_it(
                ProviderKind kind, String url, String path, String query, String model, String target) {
            assertThat(endpoint(kind, url, Map.of()).target(path, query, model, true))
                    .isEqualTo(target);
        }

        @Test
        void keeps_the_version_that_a_client_names_which_does_not_speak_as_azures_do() {
            Endpoint endpoint = endpoint(ProviderKind.OPENAI, "https://a.example/v1", Map.of());

            assertThat(endpoint.target("/chat/completions", "a=1&api-version=2", "m", false))
                    .isEqualTo("/chat/completions?a=1&api-version=2");
        }

        @ParameterizedTest
        @CsvSource(
                nullValues = "-",
                value = {
                    "-, /chat/completions?api-version=2024-10-21&x=a%20%26b",
                    "a=1, /chat/completions?a=1&api-version=2024-10-21&x=a%20%26b",
                    "api-version=1&a=1&x, /chat/completions?a=1&api-version=2024-10-21&x=a%20%26b"
                })
        void has_what_is_configured_in_the_place_of_what_the_client_sent(String query, String target) {
            Endpoint endpoint = endpoint(
                    ProviderKind.OPENAI, "https://a.example", Map.of("api-version", "2024-10-21", "x", "a &b"));

            assertThat(endpoint.target("/chat/completions", query, "m", true)).isEqualTo(target);
        }
    }

    @Test
    void of_azure_without_a_path_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> endpoint(ProviderKind.AZURE, "https://x.openai.azure.com/", Map.of()))
                .withMessage(
                        "base_url: that of an azure provider has a path, such as " + AZURE.replace("//x.", "//NAME."));
    }

    @Test
    void a_parameter_without_a_name_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AddedQuery(Map.of(" ", "1")))
                .withMessage("query: a parameter has a name");
    }

    @Test
    void tls_files_for_http_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Endpoint(
                        ProviderKind.OPENAI,
                        URI.create("http://a.example"),
                        AddedHeaders.NONE,
                        AddedQuery.NONE,
                        new TlsFiles(Optional.of("x"), Optional.empty(), Optional.empty()),
                        Optional.empty(),
                        false,
                        false))
                .withMessage("tls: there is none to an http base_url");
    }

    @Test
    void http2_by_a_proxy_is_refused_in_plain_and_not_in_a_tunnel() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> overHttp2By("http://a.example", "proxy:3128"))
                .withMessage(
                        "http2: a proxy is asked for an http base_url in HTTP/1.1; use https, or no proxy (NO_PROXY)");
        assertThat(overHttp2By("https://a.example", "proxy:3128").transport())
                .isEqualTo(new Transport(TlsFiles.NONE, true));
    }

    private static Endpoint overHttp2By(String url, String proxy) {
        return new Endpoint(
                ProviderKind.OPENAI,
                URI.create(url),
                AddedHeaders.NONE,
                AddedQuery.NONE,
                TlsFiles.NONE,
                Optional.of(ProxyAddress.of(proxy)),
                true,
                false);
    }

    @Nested
    class added_headers {

        @Test
        void have_names_in_lower_case_and_never_show_their_values() {
            AddedHeaders headers = new AddedHeaders(Map.of("OpenAI-Organization", "s3cret", "x-empty", ""));

            assertThat(headers.fields())
                    .containsOnly(Map.entry("openai-organization", "s3cret"), Map.entry("x-empty", ""));
            assertThat(headers.toString()).doesNotContain("s3cret");
        }

        @ParameterizedTest
        @ValueSource(strings = {"authorization", "Authorization"})
        void with_credentials_are_refused(String name) {
            refused(name, "s3cret", "headers." + name + ": credentials belong into access_key");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "connection",
                    "Transfer-Encoding",
                    "te",
                    "upgrade",
                    "proxy-authorization",
                    "host",
                    "content-length",
                    "accept-encoding",
                    "expect",
                    "Via",
                    "traceparent",
                    "tracestate"
                })
        void that_lintel_writes_or_that_are_for_one_connection_are_refused(String name) {
            refused(name, "s3cret", "headers." + name + ": Lintel itself writes it, or it is for one connection only");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "x y", "x:", "x\ny", "\u00e9"})
        void of_no_name_are_refused(String name) {
            refused(name, "s3cret", "headers." + name + ": no header can have that name");
        }

        @ParameterizedTest
        @ValueSource(strings = {"s3cret\r\nx: 1", "s3cret\n", "s3cret\u0000", "s3cret\u20ac"})
        void that_no_header_can_carry_are_refused(String value) {
            refused(
                    "x",
                    value,
                    "headers.x: its value holds a character that no header can carry (a line break, perhaps)");
        }

        @Test
        void that_are_there_twice_are_refused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new AddedHeaders(Map.of("x-a", "1", "X-A", "2")))
                    .withMessageMatching("headers\\.(x-a|X-A): it is there twice");
        }

        private void refused(String name, String value, String message) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new AddedHeaders(Map.of(name, value)))
                    .withMessage(message)
                    .satisfies(refused -> assertThat(refused.getMessage()).doesNotContain("s3cret"));
        }
    }

    @Nested
    class a_proxy {

        @ParameterizedTest
        @CsvSource(
                nullValues = "-",
                value = {
                    "http://proxy.example:3128, proxy.example, 3128, -, -",
                    "http://proxy.example:3128/, proxy.example, 3128, -, -",
                    "proxy.example:3128, proxy.example, 3128, -, -",
                    "HTTP://proxy.example, proxy.example, 80, -, -",
                    "http://[::1]:3128, ::1, 3128, -, -",
                    "http://me:s3cret@my_proxy:3128, my_proxy, 3128, me, s3cret",
                    "http://me:s3c%40ret+@proxy.example:3128, proxy.example, 3128, me, s3c@ret+",
                    "http://me@proxy.example:3128, proxy.example, 3128, me, ''",
                })
        void has_an_address_and_perhaps_credentials(String text, String host, int port, String user, String password) {
            ProxyAddress proxy = ProxyAddress.of(text);

            assertThat(proxy).isEqualTo(new ProxyAddress(host, port, user, password));
            assertThat(proxy.toString()).isEqualTo(host + ":" + port);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://me:s3cret@proxy.example:3128",
                    "socks5://me:s3cret@proxy.example:1080",
                    "http://me:s3cret@proxy.example:3128/path",
                    "http://me:s3cret@proxy.example:3128?x",
                    "http://me:s3cret@proxy.example:70000",
                    "http://me:s3cret%zz@proxy.example:3128",
                    "http://me:s3cret@",
                    "http://exa mple",
                    "",
                })
        void of_another_kind_is_refused_and_not_shown(String text) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ProxyAddress.of(text))
                    .withMessage("the value is not the address of an HTTP proxy, such as http://proxy:3128")
                    .withNoCause();
        }
    }

    private static Endpoint at(String url) {
        return Endpoint.at(URI.create(url));
    }

    private static Endpoint endpoint(ProviderKind kind, String url, Map<String, String> query) {
        return new Endpoint(
                kind,
                URI.create(url),
                AddedHeaders.NONE,
                new AddedQuery(query),
                TlsFiles.NONE,
                Optional.empty(),
                false,
                false);
    }
}
