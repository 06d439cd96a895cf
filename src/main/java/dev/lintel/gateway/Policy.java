package dev.lintel.gateway;

import dev.lintel.callers.Callers;
import dev.lintel.providers.Providers;
import dev.lintel.telemetry.Telemetry;

/**
 * What one configuration says of calls. Immutable.
 *
 * @param providers who serves them
 * @param callers who may make them
 * @param telemetry records them
 * @param describesTrace whether answers say which trace the call is in: {@code tracing.response_headers}
 */
public record Policy(Providers providers, Callers callers, Telemetry telemetry, boolean describesTrace) {}
