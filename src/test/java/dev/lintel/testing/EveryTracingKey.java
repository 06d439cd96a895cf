package dev.lintel.testing;

import java.util.Map;

/** A Lintel of which every key under {@code tracing} is set that lets it read or tell more. */
public final class EveryTracingKey extends Configuration {

    @Override
    public Map<String, String> start() {
        return Map.of(
                "tracing.propagators",
                "tracecontext,baggage,xray,b3,b3multi,datadog",
                "tracing.span_attributes.header_prefixes",
                "x-acme-,x-",
                "tracing.span_attributes.static.\"deployment.environment.name\"",
                "test",
                "tracing.span_attributes.baggage",
                "user.id",
                "tracing.session_headers",
                "x-conversation",
                "tracing.content_limit",
                "16k",
                "tracing.redact.tickets",
                "TCK-[0-9]++");
    }
}
