package dev.lintel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As W3C Baggage has it, section 3.2. */
class BaggageTest {

    private static final int MOST = 8192;

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "user.id=7, 7",
                "\"a=1,user.id=7,user.id=8\", 7",
                "\"a=1 ,\tuser.id \t=  7 \", 7",
                "user.id=7;ttl=1;private, 7",
                "user.id = 7 ; ttl=1, 7",
                "user.id=a%20b%C3%A9, a bé",
                "user.id=a+b, a+b",
                "user.id=a=b, a=b",
                "user.id=50%, 50%",
                "user.id=, \"\""
            })
    void a_member_is_the_first_of_its_name_decoded(String header, String value) {
        assertThat(member(header)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {"user=7", "xuser.id=7", "USER.ID=7", "user.id", "\"\"", "\"a=user.id,b=1\"", "a;user.id=7"})
    void there_is_none_of_another_name_or_without_a_value(String header) {
        assertThat(member(header)).isNull();
    }

    @Test
    void it_may_be_in_any_of_several_headers() {
        assertThat(member("a=1", "user.id=7")).isEqualTo("7");
        assertThat(member()).isNull();
    }

    @Test
    void it_is_read_up_to_8192_characters_in_all() {
        String member = "user.id=7";
        String fills = "a=" + "1".repeat(MOST - member.length() - 3) + ",";
        assertThat(member(fills + member)).isEqualTo("7");
        assertThat(member(fills + member + "1")).isNull();
        assertThat(member(fills, member)).isEqualTo("7");
        assertThat(member(fills + "1", member)).isNull();
    }

    private static @Nullable String member(String... values) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        for (String value : values) {
            headers.add("Baggage", value);
        }
        return Baggage.member(headers, "user.id");
    }
}
