package dev.lintel.telemetry.capture;

/** Where prompts and answers are recorded: {@code tracing.capture_content}. */
public enum CaptureContent {
    /** Nowhere. */
    NONE,
    /** In attributes of the call's GenAI span, as JSON. */
    ATTRIBUTES,
    /** In an event of their own beside the span. */
    EVENTS
}
