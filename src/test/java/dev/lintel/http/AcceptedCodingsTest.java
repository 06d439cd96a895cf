package dev.lintel.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AcceptedCodingsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // What official clients send
                "gzip, deflate | gzip",
                "gzip, deflate, br, zstd | gzip",
                "gzip,deflate | gzip",
                "gzip | gzip",
                "br, gzip, deflate | gzip",
                "identity | identity",
                "* | gzip",
                // Spelt otherwise
                "GZIP | gzip",
                "x-gzip | gzip",
                "X-Gzip;q=0.5 | gzip",
                "` gzip ; q=1.0 ` | gzip",
                ", ,gzip,, | gzip",
                "gzip;q=0.001 | gzip",
                "gzip;q=1 | gzip",
                "gzip;q= | gzip",
                "gzip;q=high | gzip",
                "gzip;q=00 | gzip",
                "gzip;q=0;x=1 | gzip",
                // Others, so that none is left but none
                "br | identity",
                "zstd, br;q=0.9 | identity",
                "deflate | identity",
                "`` | identity",
                "` , ` | identity",
                "gzip;q=0 | identity",
                "gzip;q=0.0, br | identity",
                "gzip;q=0.000 | identity",
                "gzip; Q=0 | identity",
                "` gzip ; q = 0 . 0 0 ` | identity",
                "gzip;q=0. | identity",
                "x-gzip;q=0 | identity",
                "gzip;q=0, *;q=1 | identity",
                "br, *;q=0, identity | identity",
                "br, identity;q=0.5, *;q=0 | identity",
                // Those that are not named
                "br, *;q=0.1 | gzip",
                "identity;q=0, * | gzip",
                "*;q=0, gzip | gzip",
                "identity;q=0, gzip | gzip",
            })
    void are_narrowed_to_what_can_be_read(String header, String narrowed) {
        assertThat(AcceptedCodings.of(List.of(header)).readable()).isEqualTo(narrowed);
    }

    @Test
    void that_are_not_accepted_may_be_spelt_with_tabs() {
        assertThat(AcceptedCodings.of(List.of("gzip\t;\tq=0,\tbr")).readable()).isEqualTo("identity");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`*;q=0`",
                "`identity;q=0`",
                "`identity;q=0.000, br`",
                "`br, *;q=0`",
                "`gzip;q=0, *;q=0`",
                "`br, identity;q=0, gzip;q=0`",
            })
    void stay_as_they_are_where_nothing_that_can_be_read_is_acceptable(String header) {
        assertThat(AcceptedCodings.of(List.of(header)).readable()).isNull();
        assertThat(AcceptedCodings.of(List.of(header)).acceptsPlain()).isFalse();
    }

    @Test
    void stay_unsaid_where_nothing_is_said() {
        assertThat(AcceptedCodings.of(List.of()).readable()).isNull();
        assertThat(AcceptedCodings.of(List.of()).acceptsPlain()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "gzip | true",
                "`` | true",
                "br | true",
                "* | true",
                "identity | true",
                "identity;q=0.1 | true",
                "*;q=0, identity | true",
                "identity;q=0 | false",
                "identity; q=0.00, gzip | false",
                "gzip, *;q=0 | false",
            })
    void say_whether_an_answer_may_come_plain(String header, boolean plain) {
        assertThat(AcceptedCodings.of(List.of(header)).acceptsPlain()).isEqualTo(plain);
    }
}
