package dev.lintel.openai;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ModelListTest {

    private static final String TYPICAL = """
            {"object": "list", "data": [
              {"id": "gpt-4o", "object": "model", "created": 1715367049, "owned_by": "système"},
              {"object": "model", "permission": [{"id": "inner"}], "id": "o1" }
            ], "has_more": false}
            """;

    private final ModelList list = new ModelList();

    @Test
    void without_lists_is_empty() {
        assertThat(list.toJson().toString()).isEqualTo("{\"object\":\"list\",\"data\":[]}");
    }

    @Test
    void has_the_entries_of_each_list_in_order_as_they_were_written() {
        list.add(Buffer.buffer(TYPICAL));
        list.add(Buffer.buffer("{\"data\":[{\"id\":\"llama\",\"x\":1.0e0}]}"));

        assertThat(list.toJson().toString())
                .isEqualTo("{\"object\":\"list\",\"data\":["
                        + "{\"id\": \"gpt-4o\", \"object\": \"model\", \"created\": 1715367049, \"owned_by\": \"système\"},"
                        + "{\"object\": \"model\", \"permission\": [{\"id\": \"inner\"}], \"id\": \"o1\" },"
                        + "{\"id\":\"llama\",\"x\":1.0e0}]}");
    }

    @Test
    void takes_an_id_up_once() {
        list.add(Buffer.buffer("{\"data\":[{\"id\":\"a\",\"owned_by\":\"one\"}]}"));
        list.add(Buffer.buffer("{\"data\":[{\"id\":\"a\",\"owned_by\":\"two\"},{\"id\":\"\\u0062\"},{\"id\":\"b\"}]}"));

        assertThat(list.toJson().toString())
                .isEqualTo("{\"object\":\"list\",\"data\":[{\"id\":\"a\",\"owned_by\":\"one\"},{\"id\":\"\\u0062\"}]}");
    }

    @Test
    void takes_a_list_up_that_is_empty() {
        list.add(Buffer.buffer("{\"data\":[],\"object\":\"list\"}"));

        assertThat(list.toJson().toJsonObject().getJsonArray("data")).isEmpty();
    }

    @Test
    void takes_a_list_up_that_has_no_envelope() {
        list.add(Buffer.buffer("[{\"id\":\"a\", \"x\":1},{\"id\":\"b\"}]"));

        assertThat(list.toJson().toString())
                .isEqualTo("{\"object\":\"list\",\"data\":[{\"id\":\"a\", \"x\":1},{\"id\":\"b\"}]}");
    }

    @Test
    void is_right_about_bytes_behind_a_byte_order_mark() {
        list.add(Buffer.buffer("\ufeff" + TYPICAL));

        assertThat(list.toJson().toJsonObject().getJsonArray("data")).hasSize(2);
    }

    @Test
    void is_right_about_bytes_far_behind() {
        String text = "é".repeat(50_000);
        list.add(Buffer.buffer(
                "{\"x\":\"" + text + "\",\"data\":[{\"id\":\"a\",\"y\":\"" + text + "\"},{\"id\":\"b\"}]}"));

        assertThat(list.toJson().toString())
                .isEqualTo("{\"object\":\"list\",\"data\":[{\"id\":\"a\",\"y\":\"" + text + "\"},{\"id\":\"b\"}]}");
    }

    @Nested
    class in_the_form_of_anthropic {

        private static final String CLAUDE =
                "{ \"type\":\"model\", \"id\":\"claude\",\"display_name\":\"Claude\",\"created_at\":\"2025-02-19T00:00:00Z\",\"x\":[1] }";

        @Test
        void has_entries_in_that_form_as_they_were_written_and_makes_others_of_what_is_known() {
            list.add(Buffer.buffer("{\"data\":[{\"id\":\"gpt-4o\",\"object\":\"model\",\"created\":1715367049},"
                    + CLAUDE + "],\"has_more\":true}"));

            assertThat(list.toAnthropicJson().toString())
                    .isEqualTo("{\"data\":[{\"type\":\"model\",\"id\":\"gpt-4o\",\"display_name\":\"gpt-4o\","
                            + "\"created_at\":\"2024-05-10T18:50:49Z\"}," + CLAUDE
                            + "],\"has_more\":false,\"first_id\":\"gpt-4o\",\"last_id\":\"claude\"}");
        }

        @Test
        void without_entries_is_an_empty_page() {
            assertThat(list.toAnthropicJson().toString())
                    .isEqualTo("{\"data\":[],\"has_more\":false,\"first_id\":null,\"last_id\":null}");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    ",\"created\":null",
                    ",\"created\":\"1715367049\"",
                    ",\"created\":-1",
                    ",\"created\":1.5e9",
                    ",\"created\":253402300800",
                    ",\"created\":9223372036854775807",
                    ",\"created\":92233720368547758070",
                    ",\"x\":{\"created\":1}",
                    ",\"type\":\"model\"",
                    ",\"display_name\":\"m\"",
                    ",\"type\":\"chat\",\"display_name\":\"m\"",
                    ",\"type\":\"model\",\"display_name\":null",
                })
        void says_1970_where_nobody_knows_since_when_a_model_has_been_there(String more) {
            list.add(Buffer.buffer("{\"data\":[{\"id\":\"\\u0022m\"" + more + "}]}"));

            assertThat(list.toAnthropicJson().toString())
                    .isEqualTo("{\"data\":[{\"type\":\"model\",\"id\":\"\\\"m\",\"display_name\":\"\\\"m\","
                            + "\"created_at\":\"1970-01-01T00:00:00Z\"}],"
                            + "\"has_more\":false,\"first_id\":\"\\\"m\",\"last_id\":\"\\\"m\"}");
        }
    }

    @Nested
    class what_is_no_model_list {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "null",
                    "[\"a\"]",
                    "[{\"id\":\"a\"},{}]",
                    "{}",
                    "{\"data\":null}",
                    "{\"data\":{\"id\":\"a\"}}",
                    "{\"data\":[\"a\"]}",
                    "{\"data\":[{\"id\":\"a\"},\"b\"]}",
                    "{\"data\":[{\"id\":\"a\"},{}]}",
                    "{\"data\":[{\"id\":\"a\"},{\"id\":1}]}",
                    "{\"data\":[{\"id\":\"a\"},{\"x\":{\"id\":\"b\"}}]}",
                    "{\"data\":[{\"id\":\"a\"}",
                    "{\"error\":{\"message\":\"no\"}}",
                    "<html>",
                })
        void is_refused_and_nothing_of_it_is_taken_up(String text) {
            assertThatIllegalArgumentException().isThrownBy(() -> list.add(Buffer.buffer(text)));
            assertThat(list.toJson().toString()).isEqualTo("{\"object\":\"list\",\"data\":[]}");
        }

        @Test
        void is_also_one_in_another_encoding() {
            assertThatIllegalArgumentException().isThrownBy(() -> list.add(Buffer.buffer(TYPICAL.getBytes(UTF_16))));
        }

        @Test
        void is_also_one_nested_without_end() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> list.add(Buffer.buffer("{\"a\":" + "[".repeat(1_000_000))));
        }

        @Test
        void is_refused_wherever_it_is_cut_before_the_end_of_its_entries() {
            String compact = new JsonObject(TYPICAL).encode();
            int end = compact.lastIndexOf(']');
            for (int length = 0; length < end; length++) {
                String cut = compact.substring(0, length);
                assertThatIllegalArgumentException().as(cut).isThrownBy(() -> list.add(Buffer.buffer(cut)));
            }
        }
    }

    @Tag("many-inputs")
    @Test
    void whatever_bytes_come_the_merged_list_stays_json() {
        Random random = new Random(45);
        byte[] typical = TYPICAL.getBytes(UTF_8);
        for (int round = 0; round < 20_000; round++) {
            byte[] changed = typical.clone();
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            ModelList merged = new ModelList();
            try {
                merged.add(Buffer.buffer(changed));
            } catch (IllegalArgumentException refused) {
                assertThat(merged.toJson().toJsonObject().getJsonArray("data")).isEmpty();
                continue;
            }
            assertThat(merged.toJson().toJsonObject().getJsonArray("data")).hasSizeLessThanOrEqualTo(2);
            assertThat(merged.toAnthropicJson().toJsonObject().getJsonArray("data"))
                    .hasSizeLessThanOrEqualTo(2);
        }
    }
}
