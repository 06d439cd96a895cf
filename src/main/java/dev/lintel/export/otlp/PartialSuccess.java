package dev.lintel.export.otlp;

import dev.lintel.export.otlp.OtlpAnswer.Accepted;
import dev.lintel.export.otlp.OtlpAnswer.PartlyAccepted;
import io.opentelemetry.exporter.internal.marshal.CodedInputStream;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads {@code partial_success}, the one field of OTLP's answers, which is alike for all signals. */
final class PartialSuccess {

    private static final int PARTIAL_SUCCESS = 1 << 3 | 2;
    private static final int REJECTED = 1 << 3;
    private static final int ERROR_MESSAGE = 2 << 3 | 2;
    private static final int MESSAGE_CHARS = 200;

    private PartialSuccess() {}

    /** Reads protobuf. */
    static OtlpAnswer read(byte[] message) throws IOException {
        CodedInputStream input = CodedInputStream.newInstance(message);
        long rejected = 0;
        String error = "";
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            switch (tag) {
                // Only its length: its own fields are read as they come, for there are no others beside it.
                case PARTIAL_SUCCESS -> input.readRawVarint32();
                // A negative number is a very large one: none of the items is known to be accepted.
                case REJECTED -> rejected = Integer.toUnsignedLong(input.readRawVarint32());
                case ERROR_MESSAGE -> error = input.readStringRequireUtf8();
                default -> input.skipField(tag);
            }
        }
        return answer(rejected, error);
    }

    /** Reads JSON, in which some backends answer although they were asked in protobuf. */
    static OtlpAnswer read(JsonObject message) {
        if (!(message.getValue("partialSuccess") instanceof JsonObject partial)) {
            return new Accepted();
        }
        long rejected = partial.fieldNames().stream()
                .filter(name -> name.startsWith("rejected"))
                .mapToLong(name -> number(partial.getValue(name)))
                .sum();
        return answer(rejected, partial.getValue("errorMessage") instanceof String error ? error : "");
    }

    /** JSON has large numbers as strings. */
    private static long number(@Nullable Object value) {
        try {
            long number = Long.parseLong(String.valueOf(value));
            return number < 0 ? Long.MAX_VALUE : number;
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static OtlpAnswer answer(long rejected, String error) {
        if (rejected == 0 && error.isEmpty()) {
            return new Accepted();
        }
        return new PartlyAccepted(rejected, plain(error));
    }

    /** What is logged of a text of the collector's. */
    static String plain(String text) {
        return text.substring(0, Math.min(text.length(), MESSAGE_CHARS)).replaceAll("\\p{Cntrl}", " ");
    }
}
