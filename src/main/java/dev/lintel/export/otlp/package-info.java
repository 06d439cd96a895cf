/**
 * Sends telemetry to a collector by OTLP, over gRPC or HTTP, and reads what it answers.
 *
 * <p>Enter by {@link dev.lintel.export.otlp.OtlpSender}. It must not know what is sent, or what becomes of what is refused.
 */
@NullMarked
package dev.lintel.export.otlp;

import org.jspecify.annotations.NullMarked;
