package dev.lintel.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.AsciiString;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FieldNamesTest {

    private static final FieldNames NAMES = FieldNames.of("te", "via", "Host", "Connection", "x-a-1_b", "sett-COOKIE");

    @ParameterizedTest
    @ValueSource(strings = {"te", "via", "Host", "Connection", "x-a-1_b", "sett-COOKIE"})
    void are_known_in_any_case_as_text_and_as_nettys_own(String name) {
        for (String spelt :
                new String[] {name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT), alternating(name)}) {
            assertThat(NAMES.contains(spelt)).as(spelt).isTrue();
            assertThat(NAMES.contains(AsciiString.of(spelt))).as(spelt).isTrue();
            assertThat(NAMES.contains(new StringBuilder(spelt))).as(spelt).isTrue();
        }
    }

    // Of the lengths of those that are there, longer and shorter ones, and what differs in the bit of case alone.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "t",
                "tt",
                "et",
                "te ",
                "vib",
                "hos",
                "hosts",
                "connectiom",
                "xonnection",
                "connection-of",
                "x-a-1\u007fb",
                "x\ra-1_b",
                "x-a-\u0011_b",
                "\u212aost",
                "a-name-that-is-longer-than-all-of-them"
            })
    void are_no_others(String name) {
        assertThat(NAMES.contains(name)).isFalse();
    }

    @Test
    void are_none_where_none_is_given() {
        assertThat(FieldNames.of().contains("")).isFalse();
        assertThat(FieldNames.of().contains("host")).isFalse();
    }

    @Test
    void of_two_sets_are_the_names_of_both() {
        FieldNames few = FieldNames.of("host", "x");
        FieldNames both = few.and(FieldNames.of("accept-encoding", "X", "vary"));

        assertThat(Stream.of("host", "X", "x", "Accept-Encoding", "VARY")).allMatch(both::contains);
        assertThat(Stream.of("accept", "vars", "y")).noneMatch(both::contains);
        assertThat(few.contains("vary")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"access-control-", "Access-Control-Allow-Origin", "ACCESS-CONTROL-OF-TOMORROW", "host"})
    void are_those_that_begin_so_too(String name) {
        FieldNames names = FieldNames.of("host").andAllOf("access-control-");

        assertThat(names.contains(name)).isTrue();
        assertThat(names.and(FieldNames.of("x")).contains(name)).isTrue();
        assertThat(FieldNames.of("x").and(names).contains(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"access-control", "x-access-control-a", "access_control-a", ""})
    void are_not_those_that_begin_otherwise(String name) {
        assertThat(FieldNames.of("host").andAllOf("access-control-").contains(name))
                .isFalse();
    }

    private static String alternating(String name) {
        StringBuilder spelt = new StringBuilder(name);
        for (int i = 0; i < name.length(); i += 2) {
            char c = spelt.charAt(i);
            spelt.setCharAt(i, Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c));
        }
        return spelt.toString();
    }
}
