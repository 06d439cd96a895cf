package dev.lintel.telemetry.spans;

import dev.lintel.openai.socket.ClientEvent;
import dev.lintel.telemetry.call.CallRecord;
import dev.lintel.telemetry.capture.ContentCapture;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes the spans of calls that are kept, and hands them on. One for the process; any thread may call. */
public final class CallSpans {

    private static final Logger LOG = Logger.getLogger(CallSpans.class);

    private final CallAttributes attributes;
    private final ContentCapture content;
    private final Supplier<Resource> resource;
    private final List<Consumer<SpanData>> sinks;

    /**
     * Takes what all spans share.
     *
     * @param attributes what is put on every span of a call besides what it is about
     * @param resource of this process
     * @param sinks get each span
     */
    public CallSpans(
            CallAttributes attributes,
            ContentCapture content,
            Supplier<Resource> resource,
            List<Consumer<SpanData>> sinks) {
        this.attributes = attributes;
        this.content = content;
        this.resource = resource;
        this.sinks = List.copyOf(sinks);
    }

    /** The conversation that a request's head names; null for none. */
    public @Nullable String session(MultiMap headers) {
        return attributes.session(headers);
    }

    /** Whether spans may tell a field of a request's head that has this name. */
    public boolean mayShow(String name) {
        return SpansOfCall.mayShow(name) || attributes.mayShow(name);
    }

    /** Has the head of a turn on a WebSocket name the session that its first message names, if it does. */
    public void putSession(MultiMap headers, ClientEvent asked) {
        if (asked.conversation() != null) {
            attributes.putSession(headers, asked.conversation());
        }
    }

    /** The spans of a call that has ended, its SERVER span last. */
    public void export(CallRecord call) {
        new SpansOfCall(call, attributes.of(call.head().headers()), content, resource.get(), this::add).export();
    }

    private void add(SpanData ended) {
        for (Consumer<SpanData> sink : sinks) {
            try {
                sink.accept(ended);
            } catch (RuntimeException bug) {
                // Others get it all the same, and the call's other spans too.
                LOG.error("A span could not be handed on", bug);
            }
        }
    }
}
