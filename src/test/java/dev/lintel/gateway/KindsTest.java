package dev.lintel.gateway;

import static dev.lintel.testing.ErrorEnvelope.assertAnthropicError;
import static dev.lintel.testing.ErrorEnvelope.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.HttpHead;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.UpstreamResource;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How calls are written for providers of each kind, and what Azure's clients write. */
@QuarkusTest
@WithTestResource(
        value = UpstreamResource.class,
        initArgs = @ResourceArg(name = UpstreamResource.KINDS, value = "true"))
class KindsTest extends EndToEnd {

    private static final String CHAT = "/v1/chat/completions";
    private static final List<String> CREDENTIALS = List.of("authorization", "api-key", "x-api-key");

    @Nested
    class azure {

        @ParameterizedTest
        @CsvSource({
            "chat/completions, deployments/gpt/chat/completions",
            "completions, deployments/gpt/completions",
            "embeddings, deployments/gpt/embeddings",
            "responses, responses",
        })
        void has_the_model_in_the_path_the_version_in_the_query_and_the_key_in_a_field_of_its_own(
                String path, String target) {
            try (RawClient client = RawClient.connect(lintel)
                    .post("/v1/" + path, "authorization: Bearer mine\r\n", "{\"model\":\"on-azure/gpt\"}")) {
                Exchange exchange = upstream.next();
                assertThat(exchange.head().target())
                        .isEqualTo("/on-azure/openai/" + target + "?api-version=2024-10-21");
                assertCredential(exchange.head(), "api-key", "azure-key");
                assertThat(exchange.text()).isEqualTo("{\"model\":\"gpt\"}");
                exchange.answer("{}");
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
            spans.assertCompleted(200);
            assertThat(attribute(spans.inferences().get(0), "gen_ai.provider.name"))
                    .isEqualTo("azure.ai.openai");
            assertThat(attribute(spans.attempts().get(0), "url.full"))
                    .isEqualTo("http://127.0.0.1:" + upstream.port() + "/on-azure/openai/" + target);
        }

        @Test
        void of_the_newer_surface_is_as_openai_but_for_the_key() {
            try (RawClient client = RawClient.connect(lintel)
                    .post(CHAT + "?api-version=preview", "api-key: own\r\n", "{\"model\":\"azure-v1/gpt\"}")) {
                Exchange exchange = upstream.next();
                assertThat(exchange.head().target())
                        .isEqualTo("/azure-v1/openai/v1/chat/completions?api-version=preview");
                assertCredential(exchange.head(), "api-key", "own");
                exchange.answer("{}");
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
            spans.assertCompleted(200);
        }
    }

    @Nested
    class a_client_of_azure {

        @ParameterizedTest
        @CsvSource({
            "/openai/deployments/gpt-4o/chat/completions, /fake/v1/chat/completions, gpt-4o",
            "/v1/deployments/gpt-4o/chat/completions, /fake/v1/chat/completions, gpt-4o",
            "/openai//deployments/gpt-4o//embeddings/, /fake/v1/embeddings, gpt-4o",
            "/openai/deployments/llama-3/completions, /other/v1/completions, llama-3",
            "/openai/deployments/other/gpt-4o/chat/completions, /other/v1/chat/completions, gpt-4o",
            "/openai/deployments/other%2Fgpt-4o/chat/completions, /other/v1/chat/completions, gpt-4o",
            "/openai/deployments/fast/chat/completions, /other/v1/chat/completions, llama-3",
            "/openai/deployments/claude-x/messages, /on-anthropic/v1/messages?beta=a%20b, claude-x",
        })
        void names_the_model_in_the_path_and_no_other_provider_is_told_its_version(
                String path, String target, String model) {
            try (RawClient client = post(path + "?api-version=2025-01-01", "{\"model\":\"ignored\",\"n\":1}")) {
                Exchange exchange = upstream.next();
                assertThat(exchange.head().target()).isEqualTo(target);
                assertThat(exchange.head().all("api-key")).isEmpty();
                assertThat(exchange.text()).isEqualTo("{\"model\":\"" + model + "\",\"n\":1}");
                exchange.answer("{}");
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
            spans.assertCompleted(200);
            assertThat(attribute(spans.inferences().get(0), "gen_ai.request.model"))
                    .isEqualTo(model);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "{\"n\":1} | {\"model\":\"gpt-4o\",\"n\":1}",
                    " { } | { \"model\":\"gpt-4o\"}",
                    "{\"n\":1,\"model\":null} | {\"n\":1,\"model\":\"gpt-4o\"}",
                    "{\"model\":\"gpt-4o\"} | {\"model\":\"gpt-4o\"}",
                })
        void need_not_name_it_in_the_body(String json, String sent) {
            try (RawClient client = post("/openai/deployments/gpt-4o/embeddings", json)) {
                Exchange exchange = upstream.next();
                assertThat(exchange.text().replace("{ \"", "{\"").replace("\" }", "\"}"))
                        .isEqualTo(sent.replace("{ \"", "{\""));
                exchange.answer("{}");
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
            spans.assertCompleted(200);
        }

        @Test
        void is_handed_on_to_azure_with_the_version_that_is_configured() {
            try (RawClient client =
                    post("/openai/deployments/on-azure%2Fgpt/chat/completions?api-version=1&x=2", "{}")) {
                Exchange exchange = upstream.next();
                assertThat(exchange.head().target())
                        .isEqualTo("/on-azure/openai/deployments/gpt/chat/completions?x=2&api-version=2024-10-21");
                assertCredential(exchange.head(), "api-key", "azure-key");
                exchange.answer("{}");
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
            spans.assertCompleted(200);
        }

        @Test
        void has_what_is_not_understood_routed_by_the_path_too() {
            try (RawClient client = post("/openai/deployments/llama-3/images/generations", "{\"prompt\":\"p\"}")) {
                Exchange exchange = upstream.next();
                assertThat(exchange.head().target()).isEqualTo("/other/v1/images/generations");
                assertThat(exchange.text()).isEqualTo("{\"model\":\"llama-3\",\"prompt\":\"p\"}");
                exchange.answer("{}");
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
            spans.assertCompleted(200);
        }

        @Test
        void has_forms_routed_by_the_path_and_the_model_in_them_replaced() {
            String form = "--x\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nignored\r\n--x--\r\n";
            try (RawClient client = RawClient.connect(lintel)
                    .send("POST /openai/deployments/on-azure%2Fw/audio/transcriptions HTTP/1.1\r\nhost: lintel.test\r\n"
                            + "content-type: multipart/form-data; boundary=x\r\ncontent-length: " + form.length()
                            + "\r\n\r\n" + form)) {
                Exchange exchange = upstream.next();
                assertThat(exchange.head().target())
                        .isEqualTo("/on-azure/openai/deployments/w/audio/transcriptions?api-version=2024-10-21");
                assertThat(exchange.text()).isEqualTo(form.replace("ignored", "w"));
                exchange.answer("{}");
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
            spans.assertCompleted(200);
        }

        @Test
        void reaches_what_has_no_deployment_as_everyone_does() {
            try (RawClient client = post("/openai/responses?api-version=1", "{\"model\":\"gpt-4o\"}")) {
                Exchange exchange = upstream.next();
                assertThat(exchange.head().target()).isEqualTo("/fake/v1/responses");
                exchange.answer("{}");
                assertThat(client.readAnswer().status()).isEqualTo(200);
            }
            spans.assertCompleted(200);
            assertThat(attribute(spans.server(), "http.route")).isEqualTo("/v1/responses");
        }

        @ParameterizedTest
        @ValueSource(strings = {"/openai", "/openaix/responses", "/azure/openai/responses"})
        void is_not_understood_elsewhere(String path) {
            try (RawClient client = post(path, "{\"model\":\"gpt-4o\"}")) {
                assertError(client.readAnswer(), 404, "not_found");
            }
            spans.assertRefused(404);
        }

        private RawClient post(String target, String json) {
            return RawClient.connect(lintel).post(target, "api-key: own\r\n", json);
        }
    }

    @Nested
    class anthropic {

        private static final String MESSAGES = "/v1/messages";

        @Test
        void has_its_key_in_a_field_of_its_own_and_a_version_when_the_client_names_none() {
            HttpHead head = head(MESSAGES, "x-api-key: mine\r\nauthorization: Bearer mine\r\n", "claude-x");

            assertCredential(head, "x-api-key", "anthropic-key");
            assertThat(head.all("anthropic-version")).containsExactly("2023-06-01");
        }

        @Test
        void is_told_the_version_that_the_client_names() {
            assertThat(head(MESSAGES, "anthropic-version: 2029-01-01\r\n", "claude-x")
                            .all("anthropic-version"))
                    .containsExactly("2029-01-01");
        }

        @Test
        void is_asked_in_the_dialect_of_openai_as_its_clients_ask() {
            HttpHead head = head(CHAT, "", "claude-x");

            assertThat(head.target()).isEqualTo("/on-anthropic/v1/chat/completions?beta=a%20b");
            assertCredential(head, "authorization", "Bearer anthropic-key");
        }

        @ParameterizedTest
        @CsvSource({"x-api-key, mine", "authorization, Bearer mine"})
        void gets_the_clients_own_credential_where_that_is_configured(String field, String value) {
            assertCredential(
                    head(MESSAGES, field + ": " + value + "\r\napi-key: other\r\n", "forwards-anthropic/x"),
                    field,
                    value);
        }

        @Test
        void counts_tokens_at_the_provider_of_the_model_and_that_is_no_inference() {
            try (RawClient client = RawClient.connect(lintel)
                    .post("/v1/messages/count_tokens", "{\"model\":\"on-anthropic/claude-x\",\"messages\":[]}")) {
                Exchange exchange = upstream.next();
                assertThat(exchange.head().target()).isEqualTo("/on-anthropic/v1/messages/count_tokens?beta=a%20b");
                assertCredential(exchange.head(), "x-api-key", "anthropic-key");
                assertThat(exchange.text()).isEqualTo("{\"model\":\"claude-x\",\"messages\":[]}");
                exchange.answer("{\"input_tokens\":3}");
                assertThat(client.readAnswer().text()).isEqualTo("{\"input_tokens\":3}");
            }
            spans.assertCompleted(200);
            assertThat(spans.awaitAll())
                    .extracting(SpanData::getName)
                    .containsExactlyInAnyOrder("POST /v1/{rest}", "POST");
        }

        @Test
        void counts_no_tokens_without_a_model() {
            try (RawClient client = RawClient.connect(lintel).post("/v1/messages/count_tokens", "{}")) {
                assertAnthropicError(client.readAnswer(), 400, "invalid_request_error");
            }
            spans.assertRefused(400);
        }
    }

    @Nested
    class what_is_added {

        @Test
        void takes_the_place_of_what_the_client_sends_of_the_same_names() {
            HttpHead head = head(
                    "/v1/messages?beta=true&x=1",
                    "X-Added: by me\r\nx-added: again\r\nanthropic-beta: mine\r\nx-other: 1\r\n",
                    "claude-x");

            assertThat(head.target()).isEqualTo("/on-anthropic/v1/messages?x=1&beta=a%20b");
            assertThat(head.all("x-added")).containsExactly("by Lintel");
            assertThat(head.all("anthropic-beta")).containsExactly("beta-1");
            assertThat(head.all("x-other")).containsExactly("1");
        }

        @Test
        void goes_to_no_other_provider() {
            HttpHead head = head(CHAT, "", "gpt-4o");

            assertThat(head.target()).isEqualTo("/fake/v1/chat/completions");
            assertThat(head.all("x-added")).isEmpty();
            assertThat(head.all("anthropic-version")).isEmpty();
        }
    }

    private HttpHead head(String target, String headerLines, String model) {
        HttpHead head;
        try (RawClient client = RawClient.connect(lintel).post(target, headerLines, "{\"model\":\"" + model + "\"}")) {
            Exchange exchange = upstream.next();
            head = exchange.head();
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
        return head;
    }

    private static void assertCredential(HttpHead head, String field, String value) {
        for (String name : CREDENTIALS) {
            assertThat(head.all(name)).isEqualTo(name.equals(field) ? List.of(value) : List.of());
        }
    }

    private static String attribute(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }
}
