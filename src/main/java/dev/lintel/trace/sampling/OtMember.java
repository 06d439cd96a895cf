package dev.lintel.trace.sampling;

import java.util.Arrays;
import java.util.List;

/**
 * OpenTelemetry's own member {@code ot} of tracestate, such as {@code th:c;rv:6e6d1a75832a2f}: pairs with semicolons
 * between them, of which Lintel knows the threshold {@code th} and the explicit randomness {@code rv}.
 *
 * @param pairs in their order, as they came
 */
record OtMember(List<String> pairs) {

    static final String KEY = "ot";

    private static final String THRESHOLD = "th:";
    private static final String RANDOMNESS = "rv:";

    static OtMember read(String value) {
        return new OtMember(Arrays.asList(value.split(";", -1)));
    }

    static OtMember of(Threshold threshold) {
        return new OtMember(List.of(THRESHOLD + threshold.encoded()));
    }

    /** The same without its threshold. */
    OtMember withoutThreshold() {
        return new OtMember(
                pairs.stream().filter(pair -> !pair.startsWith(THRESHOLD)).toList());
    }

    /**
     * Whether its threshold, if it has one, can be true of a trace that is kept: then the trace's randomness is not
     * below it.
     */
    boolean agreesWith(String traceId) {
        List<String> thresholds = valuesOf(THRESHOLD);
        if (thresholds.isEmpty()) {
            return true;
        }
        return thresholds.size() == 1
                && Threshold.read(thresholds.get(0))
                        .filter(threshold -> threshold.keeps(randomness(traceId)))
                        .isPresent();
    }

    /** As it stands in tracestate. */
    String value() {
        return String.join(";", pairs);
    }

    boolean hasThreshold() {
        return !valuesOf(THRESHOLD).isEmpty();
    }

    private long randomness(String traceId) {
        return valuesOf(RANDOMNESS).stream()
                .filter(value -> value.matches("[0-9a-f]{14}"))
                .findFirst()
                .map(value -> Long.parseLong(value, 16))
                .orElseGet(() -> Threshold.randomness(traceId));
    }

    private List<String> valuesOf(String key) {
        return pairs.stream()
                .filter(pair -> pair.startsWith(key))
                .map(pair -> pair.substring(key.length()))
                .toList();
    }
}
