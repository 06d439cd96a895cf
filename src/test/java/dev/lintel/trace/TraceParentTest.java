package dev.lintel.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceParentTest {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT_ID = "00f067aa0ba902b7";
    private static final String VALID = "00-" + TRACE_ID + "-" + PARENT_ID + "-01";

    @Nested
    class a_caller_that_keeps_to_the_grammar {

        @Test
        void is_read_field_by_field() {
            assertThat(TraceParent.read(List.of(VALID))).contains(new TraceParent(TRACE_ID, PARENT_ID, 0x01));
        }

        @ParameterizedTest
        @CsvSource({"00,false,false", "01,true,false", "02,false,true", "03,true,true"})
        void tells_sampled_and_random_by_the_two_lowest_bits(String flags, boolean sampled, boolean random) {
            TraceParent read = TraceParent.read(List.of("00-" + TRACE_ID + "-" + PARENT_ID + "-" + flags))
                    .orElseThrow();

            assertThat(read.isSampled()).isEqualTo(sampled);
            assertThat(read.isRandom()).isEqualTo(random);
        }

        @ParameterizedTest
        @CsvSource({"04,0", "fc,0", "ff,3", "f9,1", "82,2"})
        void has_its_unknown_flags_cleared(String flags, int known) {
            assertThat(TraceParent.read(List.of("00-" + TRACE_ID + "-" + PARENT_ID + "-" + flags)))
                    .contains(new TraceParent(TRACE_ID, PARENT_ID, known));
        }

        @ParameterizedTest
        @ValueSource(strings = {"00000000000000000000000000000001", "10000000000000000000000000000000"})
        void may_have_an_id_that_is_almost_all_zero(String traceId) {
            assertThat(TraceParent.read(List.of("00-" + traceId + "-0000000000000001-01")))
                    .contains(new TraceParent(traceId, "0000000000000001", 0x01));
        }
    }

    @Nested
    class a_caller_of_a_later_version {

        @ParameterizedTest
        @ValueSource(strings = {"01", "0a", "10", "cc", "fe"})
        void is_read_by_its_first_four_fields(String version) {
            TraceParent expected = new TraceParent(TRACE_ID, PARENT_ID, 0x01);

            assertThat(TraceParent.read(List.of(version + VALID.substring(2)))).contains(expected);
            assertThat(TraceParent.read(List.of(version + VALID.substring(2) + "-")))
                    .contains(expected);
            assertThat(TraceParent.read(List.of(version + VALID.substring(2) + "-what-the-future-will-be-like")))
                    .contains(expected);
        }

        @ParameterizedTest
        @ValueSource(strings = {"1", "01", ".", " ", "what-the-future-will-be-like"})
        void may_put_more_only_behind_a_dash(String more) {
            assertThat(TraceParent.read(List.of("cc" + VALID.substring(2) + more)))
                    .isEmpty();
        }

        @Test
        void still_needs_valid_ids() {
            assertThat(TraceParent.read(List.of("cc-" + "0".repeat(32) + "-" + PARENT_ID + "-01-more")))
                    .isEmpty();
            assertThat(TraceParent.read(List.of("cc-" + TRACE_ID + "-" + "0".repeat(16) + "-01-more")))
                    .isEmpty();
        }
    }

    @Nested
    class a_caller_that_breaks_the_grammar {

        @ParameterizedTest
        @MethodSource("dev.lintel.trace.TraceParentTest#broken")
        void is_not_continued(String header) {
            assertThat(TraceParent.read(List.of(header))).isEmpty();
        }

        @Test
        void is_not_continued_with_a_character_of_the_wrong_kind_anywhere() {
            for (int at = 0; at < VALID.length(); at++) {
                for (char wrong : new char[] {'g', 'A', 'F', ' ', '\t', '.', '_', '\u0000', '\u00e9', '\u0660'}) {
                    String header = VALID.substring(0, at) + wrong + VALID.substring(at + 1);
                    assertThat(TraceParent.read(List.of(header))).as(header).isEmpty();
                }
            }
        }

        @Test
        void is_not_continued_when_cut_anywhere() {
            for (int length = 0; length < VALID.length(); length++) {
                assertThat(TraceParent.read(List.of(VALID.substring(0, length))))
                        .isEmpty();
                assertThat(TraceParent.read(List.of("cc" + VALID.substring(2).substring(0, Math.max(0, length - 2)))))
                        .isEmpty();
            }
        }
    }

    @Nested
    class a_caller_that_sends_another_number_of_lines_than_one {

        @Test
        void starts_a_new_trace_with_none() {
            assertThat(TraceParent.read(List.of())).isEmpty();
        }

        @Test
        void starts_a_new_trace_with_two_even_if_they_are_alike() {
            assertThat(TraceParent.read(List.of(VALID, VALID))).isEmpty();
            assertThat(TraceParent.read(List.of(VALID, "nonsense"))).isEmpty();
        }
    }

    @Tag("many-inputs")
    @Test
    void no_text_at_all_makes_reading_fail() {
        Random random = new Random(42);
        String alphabet = "0123456789abcdef-ABCDEFg \t,;\u0000\u00ff\u0660\ud83d";
        for (int round = 0; round < 50_000; round++) {
            List<String> lines = new ArrayList<>();
            for (int count = random.nextInt(3); count >= 0; count--) {
                lines.add(random.nextBoolean() ? mutated(random, alphabet) : drawn(random, alphabet));
            }
            TraceParent.read(lines).ifPresent(read -> {
                assertThat(lines).hasSize(1);
                assertThat(lines.get(0)).contains("-" + read.traceId() + "-" + read.parentId() + "-");
                assertThat(read.traceId()).matches("[0-9a-f]{32}").isNotEqualTo("0".repeat(32));
                assertThat(read.parentId()).matches("[0-9a-f]{16}").isNotEqualTo("0".repeat(16));
                assertThat(read.flags()).isBetween(0, 3);
            });
        }
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                argumentSet("empty", ""),
                argumentSet("blank", " ".repeat(55)),
                argumentSet("version ff", "ff" + VALID.substring(2)),
                argumentSet("version ff with more fields", "ff" + VALID.substring(2) + "-more"),
                argumentSet("version of one digit", "0" + VALID.substring(2)),
                argumentSet("version of three digits", "000" + VALID.substring(2)),
                argumentSet("version in capitals", "AA" + VALID.substring(2)),
                argumentSet("trace id all zero", "00-" + "0".repeat(32) + "-" + PARENT_ID + "-01"),
                argumentSet("parent id all zero", "00-" + TRACE_ID + "-" + "0".repeat(16) + "-01"),
                argumentSet("trace id in capitals", "00-" + "A".repeat(32) + "-" + PARENT_ID + "-01"),
                argumentSet("parent id in capitals", "00-" + TRACE_ID + "-" + "A".repeat(16) + "-01"),
                argumentSet("flags in capitals", "00-" + TRACE_ID + "-" + PARENT_ID + "-0A"),
                argumentSet("trace id too short", "00-" + TRACE_ID.substring(1) + "-" + PARENT_ID + "-01"),
                argumentSet("trace id too long", "00-" + TRACE_ID + "0-" + PARENT_ID + "-01"),
                argumentSet("parent id too short", "00-" + TRACE_ID + "-" + PARENT_ID.substring(1) + "-01"),
                argumentSet("parent id too long", "00-" + TRACE_ID + "-" + PARENT_ID + "0-01"),
                argumentSet("flags of one digit", "00-" + TRACE_ID + "-" + PARENT_ID + "-1"),
                argumentSet("flags of three digits", VALID + "1"),
                argumentSet("no flags", "00-" + TRACE_ID + "-" + PARENT_ID),
                argumentSet("version 00 with a dash behind", VALID + "-"),
                argumentSet("version 00 with a fifth field", VALID + "-more"),
                argumentSet("a space in front", " " + VALID),
                argumentSet("a space behind", VALID + " "),
                argumentSet("two values in one line", VALID + "," + VALID),
                argumentSet("in quotes", '"' + VALID + '"'));
    }

    private static String mutated(Random random, String alphabet) {
        StringBuilder text = new StringBuilder(VALID);
        for (int changes = random.nextInt(3); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            char c = alphabet.charAt(random.nextInt(alphabet.length()));
            switch (random.nextInt(3)) {
                case 0 -> text.setCharAt(at, c);
                case 1 -> text.insert(at, c);
                default -> text.deleteCharAt(at);
            }
        }
        return text.toString();
    }

    private static String drawn(Random random, String alphabet) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(80); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
