package dev.lintel.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every test is made with the fields of HTTP/1 as they come from the network, and with a plain map. */
final class EndToEndFieldsTest {

    /** RFC 9110, section 7.6.1, and what is obsolete or was for HTTP/1 alone. */
    static final List<String> HOP_BY_HOP = List.of(
            "Connection",
            "Keep-Alive",
            "Proxy-Connection",
            "Proxy-Authenticate",
            "Proxy-Authorization",
            "TE",
            "Trailer",
            "Transfer-Encoding",
            "Upgrade",
            "HTTP2-Settings");

    private static final EndToEndFields ALL = EndToEndFields.except(FieldNames.of());

    @Test
    void tell_nothing_of_a_value_that_cannot_be_passed_on() {
        MultiMap from = MultiMap.caseInsensitiveMultiMap().add("authorization", "Bearer sk-secret\n");

        assertThatIllegalStateException()
                .isThrownBy(() -> ALL.copy(from, HttpHeaders.headers()))
                .withMessage("A header field cannot be passed on")
                .withNoCause();
    }

    @ParameterizedTest
    @FieldSource("HOP_BY_HOP")
    void do_not_hold_what_is_meant_for_one_connection_in_whatever_case(String name) {
        for (String spelt : List.of(name, name.toLowerCase(Locale.ROOT), name.toUpperCase(Locale.ROOT))) {
            assertThat(copied(ALL, "a", "1", spelt, "x", "b", "2", spelt, "y")).containsExactly("a: 1", "b: 2");
        }
    }

    @Test
    void do_not_hold_what_connection_names() {
        assertThat(copied(ALL, "x-one", "1", "Connection", "X-One", "x-two", "2"))
                .containsExactly("x-two: 2");
    }

    @Test
    void do_not_hold_what_connection_names_with_space_around_it() {
        assertThat(copied(ALL, "x-one", "1", "connection", " \tX-One, x-two \t", "x-two", "2", "kept", "3"))
                .containsExactly("kept: 3");
    }

    @Test
    void do_not_hold_what_connection_names_in_several_lines_and_lists() {
        assertThat(copied(
                        ALL,
                        "Connection",
                        "close",
                        "x-one",
                        "1",
                        "X-Two",
                        "2",
                        "connection",
                        "x-TWO \t, x-three,,x-four",
                        "x-three",
                        "3",
                        "kept",
                        "4",
                        "x-four",
                        "5",
                        "CONNECTION",
                        "X-ONE"))
                .containsExactly("kept: 4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"close", "keep-alive", "Keep-Alive, TE", "close,x", "", ",", " , ,", "upgrade"})
    void are_all_others_whatever_connection_says_of_none_of_them(String connection) {
        assertThat(copied(ALL, "Connection", connection, "a", "1", "xx", "3")).containsExactly("a: 1", "xx: 3");
    }

    @Test
    void do_not_hold_what_is_excepted() {
        EndToEndFields fields = EndToEndFields.except(FieldNames.of("host", "accept-encoding"));

        assertThat(copied(fields, "HOST", "h", "a", "1", "Accept-Encoding", "gzip", "connection", "a", "b", "2"))
                .containsExactly("b: 2");
        assertThat(copied(ALL, "HOST", "h")).containsExactly("HOST: h");
    }

    @Test
    void keep_their_order_their_spelling_and_their_repetitions() {
        List<String> fields =
                List.of("B: 1", "a: 2", "b: 3", "C: ", "A: 2", "B: 1", "set-cookie: x=1", "Set-Cookie: y");

        String[] namesAndValues = fields.stream()
                .flatMap(field -> Stream.of(field.split(": ", 2)))
                .toArray(String[]::new);
        assertThat(copied(ALL, namesAndValues)).isEqualTo(fields);
    }

    @Test
    void come_beside_what_is_there_and_change_nothing_where_they_come_from() {
        MultiMap from =
                HttpHeaders.headers().add("connection", "a").add("a", "1").add("b", "2");
        MultiMap to = HttpHeaders.headers().add("b", "0");

        ALL.copy(from, to);

        assertThat(lines(to)).containsExactly("b: 0", "b: 2");
        assertThat(lines(from)).containsExactly("connection: a", "a: 1", "b: 2");
    }

    @Test
    void are_forgotten_with_all_others_but_those_by_which_a_connection_goes_on() {
        MultiMap head = HttpHeaders.headers()
                .add("Connection", "close")
                .add("Keep-Alive", "timeout=5")
                .add("authorization", "Bearer sk-secret")
                .add("transfer-encoding", "chunked");

        EndToEndFields.forget(head);

        assertThat(lines(head)).containsExactlyInAnyOrder("connection: close", "keep-alive: timeout=5");
    }

    @ParameterizedTest
    @CsvSource({"32, false", "33, true"})
    void know_when_connection_names_more_options_than_anybody_means(int options, boolean tooMany) {
        String half = "a,".repeat(options / 2 - 1) + "a";
        String rest = "b,".repeat(options - options / 2 - 1) + "b";
        MultiMap fields = HttpHeaders.headers().add("connection", half).add("connection", rest);

        assertThat(EndToEndFields.hasTooManyOptions(fields)).isEqualTo(tooMany);
        assertThat(EndToEndFields.hasTooManyOptions(
                        new DefaultHttpHeaders().add("connection", half).add("connection", rest)))
                .isEqualTo(tooMany);
    }

    private static List<String> copied(EndToEndFields fields, String... namesAndValues) {
        List<String> fromNetwork = copied(fields, HttpHeaders.headers(), namesAndValues);
        List<String> plain = copied(fields, MultiMap.caseInsensitiveMultiMap(), namesAndValues);
        assertThat(plain).containsExactlyInAnyOrderElementsOf(fromNetwork);
        assertThat(copiedAsRead(fields, namesAndValues)).containsExactlyElementsOf(fromNetwork);
        return fromNetwork;
    }

    /** As the codec of a connection to a provider has read them. */
    private static List<String> copiedAsRead(EndToEndFields fields, String... namesAndValues) {
        io.netty.handler.codec.http.HttpHeaders from =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            from.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        MultiMap to = HttpHeaders.headers();
        fields.copy(from, to);
        return lines(to);
    }

    private static List<String> copied(EndToEndFields fields, MultiMap from, String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            from.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        MultiMap to = HttpHeaders.headers();
        fields.copy(from, to);
        return lines(to);
    }

    private static List<String> lines(MultiMap fields) {
        List<String> lines = new ArrayList<>();
        fields.forEach(field -> lines.add(field.getKey() + ": " + field.getValue()));
        return lines;
    }
}
