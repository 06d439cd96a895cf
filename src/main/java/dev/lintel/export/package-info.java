/**
 * What becomes of telemetry once it is recorded: spans wait, are sent and are counted; metrics are sent and can be read.
 *
 * <p>Enter by {@link dev.lintel.export.FinalExport}. The room knows the SDK and the exporters, and nothing of calls.
 */
@NullMarked
package dev.lintel.export;

import org.jspecify.annotations.NullMarked;
