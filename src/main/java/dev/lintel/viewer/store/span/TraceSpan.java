package dev.lintel.viewer.store.span;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

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

    // What an operation is called by which a model is asked for a text.
    private static final Set<String> ASKING = Set.of("chat", "text_completion", "generate_content");

    private static final List<String> AGENT =
            List.of("lintel.agent.type", "lintel.agent.id", "gen_ai.agent.name", "gen_ai.agent.id");

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

    /** The session that it belongs to. */
    public Optional<String> session() {
        return text("gen_ai.conversation.id");
    }

    /** By which names its agent is known: its kind, its id, its name. */
    public Stream<String> agents() {
        return AGENT.stream().flatMap(key -> text(key).stream());
    }

    /** The name of the key by which it was called. */
    public Optional<String> caller() {
        return text("lintel.caller");
    }

    /** Why it was kept although its trace was not to be. */
    public Optional<String> samplingReason() {
        return text("lintel.sampling.reason");
    }

    /** Whether it is about a model being asked. */
    public boolean asksModel() {
        return text("gen_ai.operation.name").filter(ASKING::contains).isPresent();
    }

    /** The tokens that went in. */
    public OptionalLong inputTokens() {
        return count("gen_ai.usage.input_tokens");
    }

    /** The tokens that came out. */
    public OptionalLong outputTokens() {
        return count("gen_ai.usage.output_tokens");
    }

    /** What it cost, in its {@link #currency}. */
    public OptionalDouble cost() {
        return amount("lintel.usage.cost");
    }

    /** What its cost is counted in; empty when nobody says. */
    public String currency() {
        return text("lintel.usage.cost.currency").orElse("");
    }

    /** The nanoseconds from the start to the first chunk of the answer. */
    public OptionalDouble firstChunkNanos() {
        OptionalDouble seconds = amount("gen_ai.response.time_to_first_chunk");
        return seconds.isPresent() ? OptionalDouble.of(seconds.getAsDouble() * 1e9) : seconds;
    }

    /** The estimated memory that it needs. */
    public int bytes() {
        return OWN_BYTES + heldBytes;
    }

    private Optional<String> text(String key) {
        return Optional.ofNullable(attributes.get(key)).map(Object::toString).filter(text -> !text.isEmpty());
    }

    private OptionalDouble amount(String key) {
        return attributes.get(key) instanceof Number amount
                        && amount.doubleValue() >= 0
                        && Double.isFinite(amount.doubleValue())
                ? OptionalDouble.of(amount.doubleValue())
                : OptionalDouble.empty();
    }

    private OptionalLong count(String key) {
        return attributes.get(key) instanceof Number count && count.longValue() >= 0
                ? OptionalLong.of(count.longValue())
                : OptionalLong.empty();
    }
}
