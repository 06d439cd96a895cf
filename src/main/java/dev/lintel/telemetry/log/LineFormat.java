package dev.lintel.telemetry.log;

import dev.lintel.telemetry.call.CallRecord;

/** How a line is written. One for each thread. */
sealed interface LineFormat permits TextLine, JsonLine {

    /** The line of a call, its end included; valid until the next one. */
    LineBuffer format(CallRecord call);
}
