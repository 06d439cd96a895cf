package dev.lintel.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.EndToEnd;
import dev.lintel.testing.FakeUpstream.Exchange;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A caller that invents models: metrics have no series for each. */
@QuarkusTest
@WithTestResource(UpstreamResource.class)
class ManyModelsTest extends EndToEnd {

    private static final String OTHER = "_OTHER";
    private static final int MODELS = 80;
    private static final int MOST = 64;

    private static final Pattern MODEL = Pattern.compile("gen_ai_re(?:quest|sponse)_model=\"([^\"]*)\"");

    @Test
    void that_providers_refuse_have_no_names_but_for_those_of_the_configuration() {
        for (int model = 0; model < MODELS; model++) {
            ask("gpt-refused-" + model, "HTTP/1.1 404 Not Found");
        }
        ask("gpt-4o-special", "HTTP/1.1 404 Not Found");
        ask("fast", "HTTP/1.1 400 Bad Request");

        assertThat(named())
                .contains(OTHER, "gpt-4o-special", "llama-3")
                .noneMatch(model -> model.startsWith("gpt-refused"));
    }

    @Test
    void that_providers_answer_for_have_64_names_at_most() {
        for (int model = 0; model < MODELS; model++) {
            ask("gpt-answered-" + model, "HTTP/1.1 200 OK");
        }

        Set<String> named = named();
        assertThat(named).contains(OTHER).doesNotContain("gpt-answered-" + (MODELS - 1));
        named.remove(OTHER);
        assertThat(named).hasSizeBetween(1, MOST);
    }

    private void ask(String model, String status) {
        try (RawClient client = RawClient.connect(lintel)) {
            client.post("/v1/chat/completions", "{\"model\":\"" + model + "\"}");
            Exchange exchange = upstream.next();
            exchange.content();
            exchange.end(status + "\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}");
            client.readAnswer();
        }
    }

    private Set<String> named() {
        Set<String> models = new TreeSet<>();
        try (RawClient client = RawClient.connect(lintel)) {
            Matcher labels = MODEL.matcher(client.get("/q/metrics").readAnswer().text());
            while (labels.find()) {
                models.add(labels.group(1));
            }
        }
        return models;
    }
}
