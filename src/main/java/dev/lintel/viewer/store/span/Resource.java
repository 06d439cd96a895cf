package dev.lintel.viewer.store.span;

import java.util.Map;

/**
 * What made a span.
 *
 * @param service the value of {@code service.name}
 * @param attributes all attributes of the resource, {@code service.name} among them
 * @param bytes the estimated memory
 */
public record Resource(String service, Map<String, Object> attributes, int bytes) {

    /** The resource of spans that say nothing about it. */
    public static final Resource UNKNOWN = new Resource("unknown_service", Map.of(), 0);

    /** The resource that these attributes describe. */
    public static Resource of(SpanDraft.Attributes attributes) {
        Map<String, Object> known = attributes.toMap();
        if (known.isEmpty()) {
            // One for all, so that those of which nothing is counted take no memory.
            return UNKNOWN;
        }
        Object service = known.get("service.name");
        return new Resource(service == null ? UNKNOWN.service : service.toString(), known, attributes.bytes());
    }
}
