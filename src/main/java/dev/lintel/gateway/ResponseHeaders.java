package dev.lintel.gateway;

/**
 * What Lintel adds to answers.
 *
 * @param describeTrace whether they say which trace the call is in: {@code tracing.response_headers}
 */
public record ResponseHeaders(boolean describeTrace) {}
