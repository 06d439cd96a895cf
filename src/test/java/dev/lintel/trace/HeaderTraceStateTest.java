package dev.lintel.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.opentelemetry.api.trace.TraceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderTraceStateTest {

    @Nested
    class a_valid_list {

        @ParameterizedTest
        @MethodSource("dev.lintel.trace.HeaderTraceStateTest#valid")
        void is_handed_on_byte_for_byte(String header) {
            assertThat(passed(header)).isEqualTo(header);
        }

        @Test
        void keeps_the_members_of_vendors_and_their_order() {
            TraceState state =
                    HeaderTraceState.read(List.of("dd=s:1;p:00f067aa0ba902b7,ot=th:c,rojo=00f067aa0ba902b7"));

            assertThat(state.asMap().keySet()).containsExactly("dd", "ot", "rojo");
            assertThat(state.get("dd")).isEqualTo("s:1;p:00f067aa0ba902b7");
            assertThat(state.get("ot")).isEqualTo("th:c");
            assertThat(state.get("unknown")).isNull();
            assertThat(state.size()).isEqualTo(3);
            assertThat(state.isEmpty()).isFalse();
        }

        @Test
        void is_told_member_by_member_in_order() {
            List<String> told = new ArrayList<>();

            HeaderTraceState.read(List.of("b=2,a=1,c=3")).forEach((key, value) -> told.add(key + "=" + value));

            assertThat(told).containsExactly("b=2", "a=1", "c=3");
        }

        @Test
        void may_have_optional_whitespace_which_belongs_to_no_member() {
            TraceState state = HeaderTraceState.read(List.of("a=1 \t, \tb=2\t"));

            assertThat(state.get("a")).isEqualTo("1");
            assertThat(state.get("b")).isEqualTo("2");
        }

        @Test
        void may_have_a_value_that_begins_with_a_space() {
            assertThat(HeaderTraceState.read(List.of("a=  1")).get("a")).isEqualTo("  1");
        }

        @Test
        void can_be_built_on_without_a_loss() {
            TraceState changed = HeaderTraceState.read(List.of("b=2 ,0a=1,c= 3")).toBuilder()
                    .put("ot", "th:0")
                    .build();

            assertThat(HeaderTraceState.header(changed)).isEqualTo("ot=th:0,b=2,0a=1,c= 3");
        }
    }

    @Test
    void a_list_of_32_members_gets_no_further_one() {
        TraceState of31 = HeaderTraceState.read(List.of(members(31)));
        TraceState of32 = HeaderTraceState.read(List.of(members(32)));

        assertThat(of31.toBuilder().put("ot", "th:0").build().size()).isEqualTo(32);
        assertThat(of31.toBuilder().put("ot", "th:0").build().get("ot")).isEqualTo("th:0");
        assertThat(of32.toBuilder().put("ot", "th:0").build().asMap()).isEqualTo(of32.asMap());
    }

    @Nested
    class several_lines {

        @Test
        void are_one_list_in_order() {
            assertThat(passed("a=1,b=2", "c=3")).isEqualTo("a=1,b=2,c=3");
            assertThat(HeaderTraceState.read(List.of("a=1", "b=2", "c=3"))
                            .asMap()
                            .keySet())
                    .containsExactly("a", "b", "c");
        }

        @Test
        void may_be_empty_as_long_as_one_is_not() {
            assertThat(HeaderTraceState.read(List.of("", "a=1", " ")).asMap()).containsOnlyKeys("a");
            assertThat(HeaderTraceState.read(List.of("", "")).isEmpty()).isTrue();
        }

        @Test
        void are_dropped_together_when_one_is_invalid() {
            assertThat(passed("a=1", "B=2")).isEmpty();
        }

        @Test
        void have_32_members_together() {
            assertThat(passed(members(16), members(16).replace("k", "l"))).isNotEmpty();
            assertThat(passed(members(16), members(17).replace("k", "l"))).isEmpty();
        }
    }

    @Nested
    class an_invalid_list {

        @ParameterizedTest
        @MethodSource("dev.lintel.trace.HeaderTraceStateTest#invalid")
        void is_dropped_whole(String header) {
            TraceState state = HeaderTraceState.read(List.of(header));

            assertThat(state.isEmpty()).isTrue();
            assertThat(HeaderTraceState.header(state)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", ",", " , \t,"})
        void is_also_one_without_members(String header) {
            assertThat(HeaderTraceState.read(List.of(header)).isEmpty()).isTrue();
        }
    }

    @Test
    void no_header_is_the_empty_state() {
        assertThat(HeaderTraceState.read(List.of()).isEmpty()).isTrue();
    }

    @Test
    void a_state_made_elsewhere_is_written_in_its_order() {
        TraceState state = TraceState.builder().put("a", "1").put("ot", "th:0").build();

        assertThat(HeaderTraceState.header(state)).isEqualTo("ot=th:0,a=1");
        assertThat(HeaderTraceState.header(TraceState.getDefault())).isEmpty();
    }

    @Tag("many-inputs")
    @Test
    void no_text_at_all_makes_reading_fail_and_what_is_kept_is_kept_as_it_came() {
        Random random = new Random(43);
        String alphabet = "abz019_-*/@=,,== \tAZ;:\u0000\u007f\u00ff\u20ac\ud83d";
        for (int round = 0; round < 50_000; round++) {
            List<String> lines = new ArrayList<>();
            for (int count = random.nextInt(3); count >= 0; count--) {
                lines.add(drawn(random, random.nextBoolean() ? alphabet : "ab1=,"));
            }
            TraceState state = HeaderTraceState.read(lines);
            String header = HeaderTraceState.header(state);

            assertThat(header).isIn("", String.join(",", lines));
            assertThat(state.isEmpty()).isEqualTo(header.isEmpty());
            assertThat(state.size()).isBetween(header.isEmpty() ? 0 : 1, 32);
            state.asMap().keySet().forEach(key -> assertThat(key).matches("[a-z0-9][a-z0-9_*/@-]{0,255}"));
            assertThat(state.toBuilder().build().asMap()).isEqualTo(state.asMap());
        }
    }

    static Stream<Arguments> valid() {
        return Stream.of(
                argumentSet("one member", "a=1"),
                argumentSet("32 members", members(32)),
                argumentSet(
                        "32 members and empty ones between", "," + members(32).replace(",", ", ,") + ","),
                argumentSet("a key that begins with a digit", "0a=1"),
                argumentSet("a key with a tenant", "fw529a3039@dt=FfAkIzAmAn"),
                argumentSet("a key with several @", "a@b@c=1"),
                argumentSet("a key with all the signs allowed", "a0_-*/@=1"),
                argumentSet("a key of 256 characters", "z".repeat(256) + "=1"),
                argumentSet("a value of 256 characters", "a=" + "v".repeat(256)),
                argumentSet("a value with all the signs allowed", "a=" + printable()),
                argumentSet("a value that begins with a space", "a= 1"),
                argumentSet("whitespace around members", "a=1 \t,\t b=2"),
                argumentSet("empty members", "a=1,,b=2,"),
                argumentSet("a key that is there twice", "a=1,a=2"),
                argumentSet("the member of Datadog", "dd=s:1;o:rum;t.dm:-4;p:00f067aa0ba902b7"));
    }

    static Stream<Arguments> invalid() {
        return Stream.of(
                argumentSet("no equals sign", "a"),
                argumentSet("an empty key", "=1"),
                argumentSet("an empty value", "a="),
                argumentSet("an empty value before another member", "a=,b=1"),
                argumentSet("two equals signs", "a=1=2"),
                argumentSet("a key with a capital", "aB=1"),
                argumentSet("a key that begins with a sign", "_a=1"),
                argumentSet("a key that begins with @", "@a=1"),
                argumentSet("a key with a space", "a b=1"),
                argumentSet("a space before the equals sign", "a =1"),
                argumentSet("a key with a dot", "a.b=1"),
                argumentSet("a key with a letter beyond ASCII", "\u00e4=1"),
                argumentSet("a key of 257 characters", "z".repeat(257) + "=1"),
                argumentSet("a value of 257 characters", "a=" + "v".repeat(257)),
                argumentSet("a value with a tab", "a=1\t2"),
                argumentSet("a value with a control character", "a=\u0001"),
                argumentSet("a value beyond ASCII", "a=\u20ac"),
                argumentSet("33 members", members(33)),
                argumentSet("one invalid among valid ones", "a=1,b=2,C=3"),
                argumentSet("semicolons between members", "a=1;b=2;c=3"));
    }

    private static String passed(String... lines) {
        return HeaderTraceState.header(HeaderTraceState.read(List.of(lines)));
    }

    private static String members(int count) {
        return IntStream.range(0, count).mapToObj(i -> "k" + i + "=" + i).collect(Collectors.joining(","));
    }

    private static String printable() {
        return IntStream.rangeClosed(0x20, 0x7e)
                .filter(c -> c != '=' && c != ',')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    private static String drawn(Random random, String alphabet) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(60); length > 0; length--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
