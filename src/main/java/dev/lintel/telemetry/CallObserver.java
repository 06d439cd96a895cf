package dev.lintel.telemetry;

import dev.lintel.relay.AnswerObserver;
import dev.lintel.upstream.AttemptObserver;

/** Hears all of one call: the attempts at providers, and the answer that passes. */
public sealed interface CallObserver extends AttemptObserver, AnswerObserver permits CallTelemetry, NoTelemetry {}
