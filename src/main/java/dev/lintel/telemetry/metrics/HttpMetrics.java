package dev.lintel.telemetry.metrics;

import dev.lintel.http.ErrorType;
import dev.lintel.providers.Provider;
import dev.lintel.telemetry.convention.HttpAttributes;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP conventions' metrics of both sides of Lintel. Any thread may record. An {@code exemplar} is where the span is that a
 * measurement is of, if that is exported; else the root.
 */
public final class HttpMetrics {

    /** The conventions' own, and beyond them: calls of models take minutes. */
    private static final List<Double> SECONDS = List.of(
            0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, 30.0, 60.0, 120.0, 300.0,
            600.0);

    private final DoubleHistogram server;
    private final DoubleHistogram client;
    private final LongAdder active = new LongAdder();
    private final ErrorCodes errors = new ErrorCodes();

    private final KnownValues<Served, Row<Served>> calls =
            new KnownValues<>(call -> new Row<>(call, call.attributes()));
    private final KnownValues<Attempted, Row<Attempted>> attempts =
            new KnownValues<>(attempt -> new Row<>(attempt, attempt.attributes()));
    // Mostly the next call is of the same kind as this one.
    private volatile @Nullable Row<Served> lastCall;
    private volatile @Nullable Row<Attempted> lastAttempt;

    /** Makes the instruments. */
    public HttpMetrics(Meter meter) {
        server = Histograms.seconds(
                meter,
                "http.server.request.duration",
                "Duration of calls, from the first byte of the request to the last of the answer",
                SECONDS);
        client =
                Histograms.seconds(meter, "http.client.request.duration", "Duration of attempts at providers", SECONDS);
        meter.upDownCounterBuilder("lintel.calls.active")
                .setUnit("{call}")
                .setDescription("Calls whose answer has not ended")
                .buildWithCallback(measurement -> measurement.record(active.sum()));
    }

    /** A call has begun. */
    public void callBegan() {
        active.increment();
    }

    /** Calls that have begun and not ended. */
    public long active() {
        return active.sum();
    }

    /** A call that has begun is over. */
    public void callOver() {
        active.decrement();
    }

    /**
     * How a call went, and how long it took.
     *
     * @param route empty when the path belongs to none
     * @param status 0 when the client left before it was answered
     * @param error null for none
     */
    public void callEnded(
            String method,
            String scheme,
            String version,
            String route,
            int status,
            @Nullable ErrorType error,
            double seconds,
            Context exemplar) {
        ErrorType named = errors.bounded(error);
        Row<Served> row = lastCall;
        if (row == null || !row.key.is(method, scheme, version, route, status, named)) {
            row = calls.of(new Served(method, scheme, version, route, status, named));
            lastCall = row;
        }
        server.record(seconds, row.attributes, exemplar);
    }

    /**
     * How an attempt went, and how long it took.
     *
     * @param version null when no connection stood
     * @param status 0 when there was no answer
     * @param error null for none
     */
    public void attemptEnded(
            String method,
            Provider provider,
            @Nullable HttpVersion version,
            int status,
            @Nullable ErrorType error,
            double seconds,
            Context exemplar) {
        ErrorType named = errors.bounded(error);
        Row<Attempted> row = lastAttempt;
        if (row == null || !row.key.is(method, provider, version, status, named)) {
            row = attempts.of(new Attempted(method, provider, version, status, named));
            lastAttempt = row;
        }
        client.record(seconds, row.attributes, exemplar);
    }

    private static void putKnown(AttributesBuilder attributes, int status, @Nullable ErrorType error) {
        if (status != 0) {
            attributes.put(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) status);
        }
        if (error != null) {
            attributes.put(HttpAttributes.ERROR_TYPE, error.value());
            attributes.put(HttpAttributes.LINTEL_ERROR_SOURCE, error.source().value());
        }
    }

    /** What describes calls or attempts of one kind, and the attributes for it, made once. */
    private record Row<K>(K key, Attributes attributes) {}

    private record Served(
            String method,
            String scheme,
            String version,
            String route,
            int status,
            @Nullable ErrorType error) {

        private boolean is(
                String method, String scheme, String version, String route, int status, @Nullable ErrorType error) {
            return this.status == status
                    && this.method.equals(method)
                    && this.scheme.equals(scheme)
                    && this.version.equals(version)
                    && this.route.equals(route)
                    && Objects.equals(this.error, error);
        }

        private Attributes attributes() {
            AttributesBuilder attributes = Attributes.builder()
                    .put(HttpAttributes.HTTP_REQUEST_METHOD, method)
                    .put(HttpAttributes.URL_SCHEME, scheme)
                    .put(HttpAttributes.NETWORK_PROTOCOL_VERSION, version);
            if (!route.isEmpty()) {
                attributes.put(HttpAttributes.HTTP_ROUTE, route);
            }
            putKnown(attributes, status, error);
            return attributes.build();
        }
    }

    // Providers are few and made once: the same one is the same.
    private record Attempted(
            String method,
            Provider provider,
            @Nullable HttpVersion version,
            int status,
            @Nullable ErrorType error) {

        @SuppressWarnings("ReferenceEquality")
        private boolean is(
                String method,
                Provider provider,
                @Nullable HttpVersion version,
                int status,
                @Nullable ErrorType error) {
            return this.provider == provider
                    && this.version == version
                    && this.status == status
                    && this.method.equals(method)
                    && Objects.equals(this.error, error);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Attempted that
                    && is(that.method, that.provider, that.version, that.status, that.error);
        }

        @Override
        public int hashCode() {
            return ((System.identityHashCode(provider) * 31 + status) * 31 + method.hashCode()) * 31
                    + Objects.hashCode(error);
        }

        private Attributes attributes() {
            AttributesBuilder attributes = Attributes.builder()
                    .put(HttpAttributes.HTTP_REQUEST_METHOD, method)
                    .put(HttpAttributes.SERVER_ADDRESS, provider.host())
                    .put(HttpAttributes.SERVER_PORT, (long) provider.port());
            if (version != null) {
                attributes.put(HttpAttributes.NETWORK_PROTOCOL_VERSION, HttpAttributes.protocolVersion(version));
            }
            putKnown(attributes, status, error);
            return attributes.build();
        }
    }
}
