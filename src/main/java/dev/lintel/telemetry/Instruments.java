package dev.lintel.telemetry;

import io.opentelemetry.api.trace.Tracer;

/** What telling is done with; one for the process. */
record Instruments(Tracer tracer, HttpMetrics http, GenAiMetrics genAi, ContentCapture content) {}
