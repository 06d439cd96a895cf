package dev.lintel.openai.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lintel.openai.Operation;
import dev.lintel.openai.content.ContentJson;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.openai.content.Message;
import dev.lintel.openai.content.Part;
import dev.lintel.openai.content.Prompt;
import dev.lintel.openai.content.prompt.PromptReader;
import dev.lintel.testing.Alongside;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that are valid JSON and nothing like what a dialect has. */
@Tag("many-inputs")
@Alongside
final class OddRequestsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ContentRules RULES = new ContentRules(1_000, UnaryOperator.identity());

    private static final String EVERYTHING = """
            {"model":"m","instructions":"i","system":[{"type":"text","text":"s"}],"prompt":["p","the last words"],
             "input":[{"type":"message","role":"user","content":[{"type":"input_text","text":"t"},
               {"type":"input_image","image_url":"data:image/png;base64,aGk=","file_id":"f"},
               {"type":"input_file","file_data":"aGk=","file_id":"f","file_url":"u"}]},
              {"type":"function_call","call_id":"c","name":"n","arguments":"{}"},
              {"type":"function_call_output","call_id":"c","output":[{"type":"input_text","text":"t"}]},
              {"type":"reasoning","summary":[{"type":"summary_text","text":"r"}],"content":[{"type":"reasoning_text","text":"r"}]},
              {"role":"user","content":"the last words"}],
             "messages":[{"role":"user","content":[{"type":"text","text":"t"},{"type":"image_url","image_url":{"url":"u"}},
               {"type":"input_audio","input_audio":{"data":"aGk=","format":"wav"}},{"type":"file","file":{"file_id":"f","file_data":"d"}},
               {"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}},
               {"type":"document","source":{"type":"content","content":[{"type":"text","text":"t"}]}},
               {"type":"tool_use","id":"i","name":"n","input":{"a":1}},{"type":"thinking","thinking":"h"},
               {"type":"tool_result","tool_use_id":"i","content":[{"type":"text","text":"t"}]}]},
              {"role":"assistant","content":"c","refusal":"r","reasoning_content":"r","function_call":{"name":"n","arguments":"{}"},
               "tool_calls":[{"id":"i","type":"function","function":{"name":"n","arguments":"{}"}}]},
              {"role":"tool","tool_call_id":"i","content":"c"},
              {"role":"user","content":"the last words"}],
             "tools":[{"type":"function","function":{"name":"n","description":"d","parameters":{"type":"object"}}},
              {"name":"n","description":"d","input_schema":{}}]}
            """;

    private static final List<String> ODD = List.of(
            "null",
            "true",
            "-0",
            "1e999",
            "123456789012345678901234567890",
            "\"\"",
            "\"\\ud83d\"",
            "\"\\u0000\\\"\\\\\"",
            "\"data:;base64\"",
            "\"data:image/png;base64,===\"",
            "[]",
            "{}",
            "[[[[]]]]",
            "[null,1,\"a\",{},[{}]]",
            "{\"type\":\"text\",\"text\":{\"text\":[]}}",
            "{\"type\":\"tool_result\",\"content\":{\"type\":\"tool_result\",\"content\":[{\"type\":\"tool_result\"}]}}",
            "{\"type\":{},\"role\":[],\"content\":7,\"url\":{},\"source\":[],\"function\":\"f\"}");

    @ParameterizedTest
    @EnumSource(Operation.class)
    void are_read_whatever_stands_in_the_place_of_any_value(Operation operation) throws IOException {
        List<List<Object>> places = new ArrayList<>();
        JsonNode everything = JSON.readTree(EVERYTHING);
        collect(everything, List.of(), places);

        assertThat(places).hasSizeGreaterThan(100);
        for (List<Object> place : places) {
            for (String odd : ODD) {
                JsonNode request = everything.deepCopy();
                put(request, place, JSON.readTree(odd));
                assertIsTold(operation, request, place + " is " + odd);
                assertKeepsWhatStandsElsewhere(operation, request, place);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void are_read_when_any_values_change_places(Operation operation) throws IOException {
        List<List<Object>> places = new ArrayList<>();
        JsonNode everything = JSON.readTree(EVERYTHING);
        collect(everything, List.of(), places);
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            JsonNode request = everything.deepCopy();
            List<Object> to = places.get(random.nextInt(places.size()));
            List<Object> from = places.get(random.nextInt(places.size()));
            put(request, to, at(everything, from).deepCopy());
            assertIsTold(operation, request, from + " at " + to);
            assertKeepsWhatStandsElsewhere(operation, request, to);
        }
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void are_read_when_they_are_cut_anywhere(Operation operation) {
        byte[] body = EVERYTHING.getBytes(UTF_8);
        for (int length = 0; length < body.length; length++) {
            byte[] cut = Arrays.copyOf(body, length);
            // What is no JSON says nothing.
            assertThat(PromptReader.read(operation, Buffer.buffer(cut), RULES).equals(Prompt.NONE))
                    .as("%d bytes", length)
                    .isEqualTo(length < EVERYTHING.strip().length() || operation == Operation.EMBEDDINGS);
        }
    }

    @Test
    void are_read_with_fields_given_twice() throws IOException {
        String body = "{\"prompt\":\"a\",\"prompt\":[\"b\"]}";

        assertThat(PromptReader.read(Operation.COMPLETIONS, Buffer.buffer(body), RULES)
                        .messages())
                .containsExactly(new Message("user", List.of(new Part.Text("b")), null));
    }

    private static void assertKeepsWhatStandsElsewhere(Operation operation, JsonNode request, List<Object> place)
            throws IOException {
        String conversation = switch (operation) {
            case COMPLETIONS -> "prompt";
            case RESPONSES -> "input";
            default -> "messages";
        };
        boolean gone = place.equals(List.of(conversation))
                || (place.get(0).equals(conversation)
                        && place.get(1).equals(request.get(conversation).size() - 1));
        if (operation != Operation.EMBEDDINGS && !gone) {
            List<Message> messages = PromptReader.read(operation, Buffer.buffer(JSON.writeValueAsBytes(request)), RULES)
                    .messages();
            assertThat(messages.get(messages.size() - 1))
                    .as("%s", place)
                    .isEqualTo(new Message("user", List.of(new Part.Text("the last words")), null));
        }
    }

    private static void assertIsTold(Operation operation, JsonNode request, String what) {
        assertThatCode(() -> {
                    Prompt prompt = PromptReader.read(operation, Buffer.buffer(JSON.writeValueAsBytes(request)), RULES);
                    assertIsMessages(JSON.readTree(ContentJson.messages(prompt.messages())));
                    assertIsParts(JSON.readTree(ContentJson.parts(prompt.systemInstructions())));
                    for (JsonNode tool : JSON.readTree(ContentJson.toolDefinitions(prompt.toolDefinitions()))) {
                        assertThat(tool.get("type").isTextual()
                                        && tool.get("name").isTextual())
                                .isTrue();
                    }
                })
                .as(what)
                .doesNotThrowAnyException();
    }

    private static void assertIsMessages(JsonNode messages) {
        assertThat(messages.isArray()).isTrue();
        for (JsonNode message : messages) {
            assertThat(message.get("role").isTextual()).isTrue();
            assertIsParts(message.get("parts"));
        }
    }

    private static void assertIsParts(JsonNode parts) {
        assertThat(parts.isArray()).isTrue();
        for (JsonNode part : parts) {
            assertThat(part.get("type").isTextual()).isTrue();
        }
    }

    private static void collect(JsonNode node, List<Object> place, List<List<Object>> places) {
        if (!place.isEmpty()) {
            places.add(place);
        }
        node.fieldNames().forEachRemaining(name -> collect(node.get(name), longer(place, name), places));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collect(node.get(i), longer(place, i), places);
        }
    }

    private static List<Object> longer(List<Object> place, Object step) {
        List<Object> longer = new ArrayList<>(place);
        longer.add(step);
        return longer;
    }

    private static JsonNode at(JsonNode root, List<Object> place) {
        JsonNode node = root;
        for (Object step : place) {
            node = step instanceof String name ? node.get(name) : node.get((Integer) step);
        }
        return node;
    }

    private static void put(JsonNode root, List<Object> place, JsonNode value) {
        JsonNode parent = at(root, place.subList(0, place.size() - 1));
        Object last = place.get(place.size() - 1);
        if (last instanceof String name) {
            ((ObjectNode) parent).set(name, value);
        } else {
            ((ArrayNode) parent).set((Integer) last, value);
        }
    }
}
