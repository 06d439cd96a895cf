package dev.lintel.viewer.store.trace;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A span that has ended, as it was told.
 *
 * @param parentId the parent's span id; empty for none
 * @param startNanos since 1970; as told, and so perhaps after the end
 * @param attributes values are strings, longs, doubles, booleans, and lists and maps of these
 * @param dropped how many attributes, events or texts were too many or too long to be kept
 * @param heldBytes the estimated memory of what the span holds, but for its resource
 */
public record TraceSpan(
        String traceId,
        String spanId,
        String parentId,
        Resource resource,
        String scope,
        String name,
        String kind,
        long startNanos,
        long endNanos,
        Status status,
        String statusMessage,
        Map<String, Object> attributes,
        List<Event> events,
        List<Link> links,
        int dropped,
        int heldBytes) {

    private static final int OWN_BYTES = 600;

    /** How the work that a span is about went. */
    public enum Status {
        /** Nobody says. */
        UNSET,
        /** Well, somebody says. */
        OK,
        /** It failed. */
        ERROR
    }

    /** Something that happened within a span. */
    public record Event(String name, long nanos, Map<String, Object> attributes) {}

    /** Another span that has to do with this one. */
    public record Link(String traceId, String spanId) {}

    /** The name of the service that made it. */
    public String service() {
        return resource.service();
    }

    /** Whether its client left before the end. */
    public boolean cancelled() {
        return "cancelled".equals(attributes.get("lintel.outcome"));
    }

    /** The model that answered, or else the one that was asked. */
    public Optional<String> model() {
        Object model = attributes.getOrDefault("gen_ai.response.model", attributes.get("gen_ai.request.model"));
        return Optional.ofNullable(model).map(Object::toString);
    }

    /** The tokens that went in. */
    public OptionalLong inputTokens() {
        return count("gen_ai.usage.input_tokens");
    }

    /** The tokens that came out. */
    public OptionalLong outputTokens() {
        return count("gen_ai.usage.output_tokens");
    }

    /** The nanoseconds from the start to the first chunk of the answer. */
    public OptionalDouble firstChunkNanos() {
        if (attributes.get("gen_ai.response.time_to_first_chunk") instanceof Number seconds
                && seconds.doubleValue() >= 0
                && Double.isFinite(seconds.doubleValue())) {
            return OptionalDouble.of(seconds.doubleValue() * 1e9);
        }
        return OptionalDouble.empty();
    }

    /** The estimated memory that it needs. */
    public int bytes() {
        return OWN_BYTES + heldBytes;
    }

    private OptionalLong count(String key) {
        return attributes.get(key) instanceof Number count && count.longValue() >= 0
                ? OptionalLong.of(count.longValue())
                : OptionalLong.empty();
    }
}
