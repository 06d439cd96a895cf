package dev.lintel.telemetry.convention;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;

/** What all spans, metrics and events of Lintel come from: its name, and the conventions' version that they follow. */
public final class InstrumentationScope {

    private static final String NAME = "dev.lintel";

    /** As spans name it. */
    public static final InstrumentationScopeInfo INFO = InstrumentationScopeInfo.builder(NAME)
            .setSchemaUrl(HttpAttributes.SCHEMA_URL)
            .build();

    private InstrumentationScope() {}

    public static Meter meter(OpenTelemetry openTelemetry) {
        return openTelemetry
                .meterBuilder(NAME)
                .setSchemaUrl(HttpAttributes.SCHEMA_URL)
                .build();
    }

    public static Logger logger(OpenTelemetry openTelemetry) {
        return openTelemetry
                .getLogsBridge()
                .loggerBuilder(NAME)
                .setSchemaUrl(HttpAttributes.SCHEMA_URL)
                .build();
    }
}
