package dev.lintel.gateway.routing;

import dev.lintel.providers.Provider;
import dev.lintel.providers.Target;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.upstream.OutgoingRequest;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What is to be asked of which provider.
 *
 * @param target who is asked
 * @param inference what Lintel knows of the call; null for one that it only relays
 * @param json the client's body without any coding; empty for a call that is only relayed
 * @param asksUsage whether Lintel itself asks for the chunk that tells a stream's usage
 */
public record CallTarget(
        Target target, OutgoingRequest request, @Nullable Inference inference, Buffer json, boolean asksUsage) {

    /** The provider that is asked. */
    public Provider provider() {
        return target.provider();
    }
}
