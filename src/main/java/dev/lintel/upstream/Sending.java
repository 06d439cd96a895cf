package dev.lintel.upstream;

import dev.lintel.http.AnswerStatus;
import dev.lintel.upstream.connection.Carrier;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** How a request is sent by what it brings, and which head can answer it. */
final class Sending {

    private Sending() {}

    /**
     * Begins to send a request, whose fields are complete.
     *
     * @return what is to be sent as it comes, for the exchange to start; null for none
     */
    static @Nullable Upload begin(OutgoingRequest asked, HttpClientRequest to, Exchange exchange) {
        if (asked.body() instanceof OutgoingRequest.StreamedBody streamed) {
            return new Upload(streamed, to, exchange);
        }
        if (asked.isUpgrade()) {
            // It is never said to be sent: what is not switched serves no other call. Its answer is awaited already.
            Future<HttpClientResponse> unused = to.connect();
            return null;
        }
        // Not by a handler, which would hear of a lost connection while the codec still writes.
        (asked.body() instanceof OutgoingRequest.WholeBody whole ? to.end(whole.content()) : to.end())
                .onComplete(exchange::written);
        return null;
    }

    /** Whether a request can be answered with this head. */
    static boolean isAnswer(HttpClientResponse head, HttpClientRequest asked, Carrier carrier) {
        boolean switched =
                asked.headers().contains(HttpHeaders.UPGRADE) && head.statusCode() == AnswerStatus.SWITCHING_PROTOCOLS;
        return (switched || AnswerStatus.isFinal(head.statusCode()))
                && !carrier.hasTooManyOptions(asked, head.headers());
    }
}
