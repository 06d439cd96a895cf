package dev.lintel.telemetry;

import dev.lintel.trace.HttpAttributes;
import dev.lintel.trace.IncomingCall;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The HTTP conventions' metrics of both sides of Lintel. Any thread may record. */
final class HttpMetrics {

    private static final List<Double> SECONDS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0);

    private final Meter meter;
    private final DoubleHistogram server;
    private final DoubleHistogram client;
    private final LongAdder active = new LongAdder();

    // What can be combined here is few: methods, routes, statuses and configured providers. Made once, not per call.
    private final Map<Object, Attributes> known = new ConcurrentHashMap<>();

    HttpMetrics(Meter meter) {
        this.meter = meter;
        server = Instruments.seconds(
                meter,
                "http.server.request.duration",
                "Duration of calls, from the first byte of the request to the last of the answer",
                SECONDS);
        client = Instruments.seconds(
                meter, "http.client.request.duration", "Duration of attempts at providers", SECONDS);
        meter.upDownCounterBuilder("lintel.calls.active")
                .setUnit("{call}")
                .setDescription("Calls whose answer has not ended")
                .buildWithCallback(measurement -> measurement.record(active.sum()));
    }

    void callBegan() {
        active.increment();
    }

    void callEnded(IncomingCall call, double seconds) {
        active.decrement();
        server.record(
                seconds,
                attributes(new Served(
                        call.method(),
                        call.scheme(),
                        call.protocolVersion(),
                        call.route().orElse(""),
                        call.status().orElse(0),
                        call.errorType().orElse(""))));
    }

    void attemptEnded(String method, String host, int port, int status, String errorType, double seconds) {
        client.record(seconds, attributes(new Attempted(method, host, port, status, errorType)));
    }

    private Attributes attributes(Described key) {
        Attributes attributes = known.get(key);
        return attributes != null ? attributes : known.computeIfAbsent(key, absent -> key.attributes());
    }

    void observe(MalformedRequests malformed) {
        meter.counterBuilder("lintel.requests.malformed")
                .setUnit("{request}")
                .setDescription("What was refused before it was a request, and so has no span")
                .buildWithCallback(measurement -> measurement.record(malformed.count()));
    }

    private static void putKnown(AttributesBuilder attributes, int status, String errorType) {
        if (status != 0) {
            attributes.put(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) status);
        }
        if (!errorType.isEmpty()) {
            attributes.put(HttpAttributes.ERROR_TYPE, errorType);
        }
    }

    private sealed interface Described {
        Attributes attributes();
    }

    private record Served(String method, String scheme, String version, String route, int status, String errorType)
            implements Described {

        @Override
        public Attributes attributes() {
            AttributesBuilder attributes = Attributes.builder()
                    .put(HttpAttributes.HTTP_REQUEST_METHOD, method)
                    .put(HttpAttributes.URL_SCHEME, scheme)
                    .put(HttpAttributes.NETWORK_PROTOCOL_VERSION, version);
            if (!route.isEmpty()) {
                attributes.put(HttpAttributes.HTTP_ROUTE, route);
            }
            putKnown(attributes, status, errorType);
            return attributes.build();
        }
    }

    private record Attempted(String method, String host, int port, int status, String errorType) implements Described {

        @Override
        public Attributes attributes() {
            AttributesBuilder attributes = Attributes.builder()
                    .put(HttpAttributes.HTTP_REQUEST_METHOD, method)
                    .put(HttpAttributes.SERVER_ADDRESS, host)
                    .put(HttpAttributes.SERVER_PORT, (long) port);
            putKnown(attributes, status, errorType);
            return attributes.build();
        }
    }
}
