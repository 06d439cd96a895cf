package dev.lintel.openai.answer.shape;

/** What answers tell that is of interest to telemetry, whatever the dialect calls it. */
public enum AnswerField {
    /** The kind of an event, as its {@code type} says. */
    EVENT_TYPE,
    /** The code of an event: that of an error, or program text, as its type says. */
    EVENT_CODE,
    /** The words of an event, where it is no part of an answer. */
    EVENT_MESSAGE,
    /** What kind of object this is. */
    OBJECT,
    ID,
    MODEL,
    SYSTEM_FINGERPRINT,
    SERVICE_TIER,

    CHOICES,
    /** One alternative of the answer, or a part of one in a chunk. */
    CHOICE,
    CHOICE_INDEX,
    FINISH_REASON,
    /** How far a response has come: {@code completed}, {@code incomplete}, {@code failed} and others. */
    STATUS,
    INCOMPLETE_REASON,

    USAGE,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    CACHE_READ_TOKENS,
    CACHE_CREATION_TOKENS,
    /** Those of them that stay there for an hour. */
    CACHE_CREATION_HOUR_TOKENS,
    REASONING_TOKENS,
    /** Tokens of sound. */
    AUDIO_TOKENS,
    /** How fast the model ran, where that has a price of its own. */
    SPEED,

    ERROR,
    ERROR_CODE,
    ERROR_TYPE,
    /** Words about an error that stand alone. */
    ERROR_MESSAGE,

    /** What has been said: of interest only where content is captured. */
    TEXT,
    /** The whole message so far, which a chunk may have beside what is new. */
    WHOLE,
    REASONING,
    REFUSAL,
    ROLE,
    /** One part of the content: a block, an output item, or a piece of one in a chunk. */
    ITEM,
    ITEM_INDEX,
    /** Whether an item holds what the model thought, among others. */
    ITEM_TYPE,
    /** A piece of text whose kind the event's type tells. */
    DELTA,
    TOOL_CALL,
    TOOL_CALL_INDEX,
    TOOL_CALL_ID,
    TOOL_NAME,
    TOOL_ARGUMENTS
}
