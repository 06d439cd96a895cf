package dev.lintel.openai.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that says nothing of usage can be made to ask for it; of the rest of its body no byte changes. */
final class UsageOptionTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // Nothing is said of options: it goes first.
                "{\"stream\":true} | {\"stream_options\":{\"include_usage\":true},\"stream\":true}",
                "` { \"stream\" : true }\t` | ` {\"stream_options\":{\"include_usage\":true}, \"stream\" : true }\t`",
                "{\"a\":{\"stream_options\":{}},\"stream\":true} |"
                        + "{\"stream_options\":{\"include_usage\":true},\"a\":{\"stream_options\":{}},\"stream\":true}",
                // They are none, or empty, or others.
                "{\"stream_options\":null,\"stream\":true} | {\"stream_options\":{\"include_usage\":true},\"stream\":true}",
                "{\"stream_options\": null , \"stream\":true} | {\"stream_options\": {\"include_usage\":true} , \"stream\":true}",
                "{\"stream\":true,\"stream_options\":null} | {\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                "{\"stream\":true,\"stream_options\":{}} | {\"stream\":true,\"stream_options\":{\"include_usage\":true}}",
                "{\"stream_options\":{ },\"stream\":true} | {\"stream_options\":{\"include_usage\":true },\"stream\":true}",
                "{\"stream_options\":{\"a\":1},\"stream\":true} | {\"stream_options\":{\"include_usage\":true,\"a\":1},\"stream\":true}",
                "{\"stream_options\":{ \"a\" :[{\"include_usage\":false}]},\"stream\":true} |"
                        + "{\"stream_options\":{\"include_usage\":true, \"a\" :[{\"include_usage\":false}]},\"stream\":true}",
                "{\"stream_options\":{\"include_obfuscation\":false},\"stream\":true} |"
                        + "{\"stream_options\":{\"include_usage\":true,\"include_obfuscation\":false},\"stream\":true}",
                // The wish itself is none.
                "{\"stream_options\":{\"include_usage\":null},\"stream\":true} | {\"stream_options\":{\"include_usage\":true},\"stream\":true}",
                "{\"stream_options\":{\"b\":[],\"include_usage\" : null ,\"a\":1},\"stream\":true} |"
                        + "{\"stream_options\":{\"b\":[],\"include_usage\" : true ,\"a\":1},\"stream\":true}",
                "{\"stream_options\":{\"include\\u005fusage\":null},\"stream\":true} |"
                        + "{\"stream_options\":{\"include\\u005fusage\":true},\"stream\":true}",
                "{\"stream\\u005foptions\":{},\"stream\":true} | {\"stream\\u005foptions\":{\"include_usage\":true},\"stream\":true}",
            })
    void is_put_in_where_the_caller_says_nothing(String body, String wished) throws IOException {
        assertThat(wished(body)).isEqualTo(wished);
        assertAsksForUsage(wished(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"include_usage\":true}",
                "{\"include_usage\":false}",
                "{\"a\":1,\"include_usage\":false}",
                "{\"include_usage\":false,\"a\":1}",
                "{\"include_usage\":\"yes\"}",
                "{\"include_usage\":0}",
                "{\"include_usage\":{}}",
                "{\"include_usage\":[null]}",
                "{\"include_usage\":null,\"include_usage\":false}",
                "true",
                "false",
                "1",
                "\"\"",
                "\"include_usage\"",
                "[]",
                "[{\"include_usage\":null}]",
            })
    void is_left_to_the_caller_who_says_something(String options) {
        for (String body : List.of(
                "{\"stream_options\":" + options + ",\"stream\":true}",
                "{\"stream\":true,\"stream_options\":" + options + "}")) {
            assertThat(read(body).usageOption()).isEmpty();
            assertThat(read(body).streaming()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"a\":1}", "{\"include_usage\":null}", "{\"include_usage\":true}", "7"})
    void is_left_alone_where_options_are_given_twice(String options) {
        for (String other : List.of("null", "{}", "{\"include_usage\":false}", "[]")) {
            assertThat(read("{\"stream_options\":" + options + ",\"stream\":true,\"stream_options\":" + other + "}")
                            .usageOption())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"a\":[1]}", "{\"include_usage\":null}", "absent"})
    void goes_together_with_another_model_wherever_either_stands(String options) throws IOException {
        for (String body : List.of(
                "{\"model\":\"demo/é🌍\",\"stream\":true%s,\"é\":\"🌍\"}",
                "{\"é\":\"🌍\",\"stream\":true%s,\"model\":\"demo/é🌍\"}",
                "{\"é\":\"🌍\"%s,\"stream\":true, \"model\" : \"demo\\u002fx\" }",
                "\uFEFF{\"é\":\"🌍\",\"model\":\"m\"%s,\"stream\":true}")) {
            String whole = body.formatted(options.equals("absent") ? "" : ",\"stream_options\":" + options);
            RequestOutline outline = read(whole);
            Splice model = outline.modelTo("a \"longer\" model é🌍");
            Splice wish = outline.usageOption().orElseThrow();

            String both = spliced(whole, List.of(model, wish));
            assertThat(both).isEqualTo(spliced(whole, List.of(wish, model)));
            assertAsksForUsage(both);
            assertThat(read(both).model()).isEqualTo("a \"longer\" model é🌍");
            assertThat(spliced(both, List.of(read(both).modelTo(outline.model())))
                            .replace("\\u002f", "/"))
                    .isEqualTo(wished(whole).replace("\\u002f", "/"));
        }
    }

    @Test
    void changes_nothing_else_of_a_large_body() throws IOException {
        String text = "é🌍\\\"".repeat(50_000);
        String body = "{\"messages\":[{\"content\":\"" + text
                + "\"}],\"stream_options\":{\"a\":1},\"stream\":true,\"z\":\"" + text + "\"}";

        assertThat(wished(body))
                .isEqualTo(body.replace("\"stream_options\":{", "\"stream_options\":{\"include_usage\":true,"));
        assertAsksForUsage(wished(body));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"stream\":false}",
                "{\"stream_options\":{},\"stream\":null}",
                "{\"stream\":true,\"stream\":false}"
            })
    void is_not_asked_for_without_a_stream(String body) {
        assertThat(read(body).usageOption()).isEmpty();
    }

    @Test
    void is_there_once_it_has_been_put_in() {
        assertThat(read(wished("{\"stream\":true}")).usageOption()).isEmpty();
    }

    /** The body is JSON still, has the wish, and all else as it was. */
    private static void assertAsksForUsage(String body) throws IOException {
        JsonNode tree = JSON.readTree(body.startsWith("\uFEFF") ? body.substring(1) : body);
        assertThat(tree.at("/stream_options/include_usage").isBoolean()).isTrue();
        assertThat(tree.at("/stream_options/include_usage").asBoolean()).isTrue();
        assertThat(tree.at("/stream").asBoolean()).isTrue();
        List<String> names = new ArrayList<>();
        tree.fieldNames().forEachRemaining(names::add);
        assertThat(names).doesNotHaveDuplicates();
    }

    private static RequestOutline read(String body) {
        return RequestOutline.read(body.getBytes(UTF_8));
    }

    private static String wished(String body) {
        return spliced(body, List.of(read(body).usageOption().orElseThrow()));
    }

    private static String spliced(String body, List<Splice> splices) {
        return Splice.into(Buffer.buffer(body.getBytes(UTF_8)), splices).toString(UTF_8);
    }
}
