package dev.lintel.viewer.otlp.spans;

import dev.lintel.viewer.store.span.TraceSpan;
import java.util.function.Consumer;

/** Reads the spans out of an {@code ExportTraceServiceRequest}. */
public interface SpanReader {

    /**
     * Hands each span on as soon as it has been read, so that a request needs no memory beside its own.
     *
     * @return how many spans had no valid ids, and were not handed on
     * @throws RefusedExportException when the request is malformed; what came before may have been handed on
     */
    int read(byte[] request, Consumer<TraceSpan> spans);
}
