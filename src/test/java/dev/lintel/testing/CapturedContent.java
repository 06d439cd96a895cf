package dev.lintel.testing;

import java.util.Map;

/** A Lintel that tells what is said, on spans and up to 200 bytes of a message. */
public final class CapturedContent extends Configuration {

    @Override
    public Map<String, String> start() {
        return Map.of(
                "tracing.capture_content", "attributes",
                "tracing.content_limit", "200",
                "tracing.redact.tickets", "TCK-[0-9]++");
    }
}
