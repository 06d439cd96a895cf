package dev.lintel.gateway;

import static dev.lintel.testing.ErrorEnvelope.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No provider is the default: what none claims is refused. */
@QuarkusTest
@WithTestResource(
        value = UpstreamResource.class,
        initArgs = @ResourceArg(name = UpstreamResource.DEFAULT, value = "false"))
class NoDefaultProviderTest extends EndToEnd {

    @Test
    void a_model_that_nobody_serves_is_not_found() {
        try (RawClient client = RawClient.connect(lintel).post("/v1/chat/completions", "{\"model\":\"unheard-of\"}")) {
            assertError(client.readAnswer(), 404, "model_not_found", "model");
        }
        spans.assertRefused(404);
    }

    @Test
    void a_very_long_model_is_not_shown_whole() {
        try (RawClient client =
                RawClient.connect(lintel).post("/v1/chat/completions", "{\"model\":\"" + "m".repeat(100_000) + "\"}")) {
            Answer answer = client.readAnswer();
            assertError(answer, 404, "model_not_found", "model");
            assertThat(answer.content()).hasSizeLessThan(1000);
        }
        spans.assertRefused(404);
    }

    @ParameterizedTest
    @CsvSource({"gpt-4o, /fake/", "llama-3, /other/", "forwarding/any, /forwarding/", "fast, /other/"})
    void a_model_that_is_claimed_or_named_is_served(String model, String provider) {
        try (RawClient client = RawClient.connect(lintel).post("/v1/embeddings", "{\"model\":\"" + model + "\"}")) {
            Exchange exchange = upstream.next();
            assertThat(exchange.head().target()).isEqualTo(provider + "v1/embeddings");
            exchange.answer("{}");
            assertThat(client.readAnswer().status()).isEqualTo(200);
        }
        spans.assertCompleted(200);
    }

    @Test
    void a_call_that_names_no_model_is_refused() {
        try (RawClient client = RawClient.connect(lintel).get("/v1/files")) {
            assertError(client.readAnswer(), 404, "no_default_provider");
        }
        spans.assertRefused(404);
    }

    @Test
    void an_upload_that_is_for_nobody_is_refused() {
        try (RawClient client = RawClient.connect(lintel)) {
            client.send("POST /v1/files HTTP/1.1\r\nhost: lintel.test\r\ncontent-length: 4\r\n\r\nbody");
            assertError(client.readAnswer(), 404, "no_default_provider");
        }
        spans.assertRefused(404);
    }
}
