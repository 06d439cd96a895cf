package dev.lintel.openai.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.openai.Operation;
import dev.lintel.openai.content.ContentRules;
import dev.lintel.testing.Alongside;
import dev.lintel.testing.Exchange;
import dev.lintel.testing.Gzip;
import io.vertx.core.buffer.Buffer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each written answer is understood alike, however the network cuts it. */
@Tag("many-inputs")
@Alongside
final class ExchangesTest {

    private static final ContentRules CAPTURE = new ContentRules(64 * 1024, UnaryOperator.identity());

    @Test
    void each_operation_has_exchanges_of_both_kinds() {
        for (Operation operation : Operation.values()) {
            assertThat(Exchange.all().filter(exchange -> operationOf(exchange) == operation))
                    .as("%s", operation)
                    .anyMatch(exchange -> !exchange.isStream())
                    .anyMatch(exchange -> exchange.isStream() || operation == Operation.EMBEDDINGS);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readable")
    void an_answer_is_read_alike_wherever_it_is_cut(Exchange exchange) {
        assertReadAlikeInTwoPieces(Reading.of(exchange, null, null), exchange.answer());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readable")
    void content_is_read_alike_wherever_an_answer_is_cut(Exchange exchange) {
        assertReadAlikeInTwoPieces(Reading.of(exchange, null, CAPTURE), exchange.answer());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readable")
    void a_gzipped_answer_is_read_alike_wherever_it_is_cut(Exchange exchange) {
        byte[] gzipped = Gzip.of(exchange.answer());
        Reading reading = Reading.of(exchange, "gzip", null);
        assertThat(reading.whole(gzipped))
                .isEqualTo(Reading.of(exchange, null, null).whole(exchange.answer()));
        assertReadAlikeInTwoPieces(reading, gzipped);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readable")
    void an_answer_is_read_alike_byte_by_byte(Exchange exchange) {
        assertReadAlikeByteByByte(exchange, null);
        assertReadAlikeByteByByte(exchange, CAPTURE);
    }

    static Stream<Exchange> readable() {
        return Exchange.all().filter(exchange -> !exchange.contentType().startsWith("text/html"));
    }

    private static void assertReadAlikeInTwoPieces(Reading reading, byte[] bytes) {
        Understood whole = reading.whole(bytes);
        for (int cut = 0; cut < bytes.length; cut++) {
            // A description is made only when it is needed: there are very many cuts.
            if (!reading.inTwo(bytes, cut).equals(whole)) {
                assertThat(reading.inTwo(bytes, cut)).as("cut at %d", cut).isEqualTo(whole);
            }
        }
    }

    private static void assertReadAlikeByteByByte(Exchange exchange, @Nullable ContentRules capture) {
        byte[] plain = exchange.answer();
        Reading reading = Reading.of(exchange, null, capture);
        Understood whole = reading.whole(plain);
        assertThat(reading.byteByByte(plain)).isEqualTo(whole);
        assertThat(Reading.of(exchange, "gzip", capture).byteByByte(Gzip.of(plain)))
                .isEqualTo(whole);
    }

    private static Operation operationOf(Exchange exchange) {
        return Operation.of(exchange.path()).orElseThrow();
    }

    /** All that telemetry learns of an answer. */
    private record Understood(Answer answer, long chunks, String model, boolean cutShort) {}

    /** One way to read an exchange's answer. */
    private record Reading(
            Operation operation,
            String contentType,
            @Nullable String encoding,
            @Nullable ContentRules capture) {

        static Reading of(Exchange exchange, @Nullable String encoding, @Nullable ContentRules capture) {
            return new Reading(operationOf(exchange), exchange.contentType(), encoding, capture);
        }

        Understood whole(byte[] bytes) {
            return of(Stream.of(Buffer.buffer(bytes)));
        }

        Understood inTwo(byte[] bytes, int cut) {
            Buffer all = Buffer.buffer(bytes);
            return of(Stream.of(all.slice(0, cut), all.slice(cut, bytes.length)));
        }

        Understood byteByByte(byte[] bytes) {
            return of(IntStream.range(0, bytes.length).mapToObj(at -> Buffer.buffer(new byte[] {bytes[at]})));
        }

        private Understood of(Stream<Buffer> pieces) {
            try (AnswerReader reader =
                    AnswerReader.of(operation, contentType, encoding, capture).orElseThrow()) {
                pieces.forEach(reader::read);
                reader.finish();
                return new Understood(reader.answer(), reader.chunks(), reader.model(), reader.isCutShort());
            }
        }
    }
}
