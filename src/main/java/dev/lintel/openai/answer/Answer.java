package dev.lintel.openai.answer;

import dev.lintel.openai.content.Message;
import java.util.List;
import java.util.Optional;

/**
 * What an answer has said so far.
 *
 * @param id the provider's name for it
 * @param model the model that answers
 * @param systemFingerprint of the configuration that the model runs with
 * @param serviceTier that served it
 * @param speed at which it was served, where that has a price of its own
 * @param finishReasons why the model stopped, one for each alternative that has ended, in the provider's words
 * @param usage tokens used
 * @param failed whether the provider says that it failed, whatever the status
 * @param errorCode the provider's code of an error, where it is short and has no odd characters
 * @param errorType its type of one, likewise
 * @param messages what was said; empty unless content is captured
 */
public record Answer(
        Optional<String> id,
        Optional<String> model,
        Optional<String> systemFingerprint,
        Optional<String> serviceTier,
        Optional<String> speed,
        List<String> finishReasons,
        TokenUsage usage,
        boolean failed,
        Optional<String> errorCode,
        Optional<String> errorType,
        List<Message> messages) {}
