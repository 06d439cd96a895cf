package dev.lintel.gateway.relay;

import dev.lintel.http.AnswerStatus;
import dev.lintel.http.EndToEndFields;
import dev.lintel.http.FieldNames;
import dev.lintel.http.connection.LastAnswer;
import dev.lintel.openai.answer.AnswerCoding;
import dev.lintel.upstream.Exchange;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/** What of the head of a provider's answer the client gets. */
final class AnswerHead {

    private static final int OK = 200;

    /** What a provider says of its own origin, which is not the one that the client knows. */
    private static final FieldNames OF_ORIGIN = FieldNames.of(
                    "alt-svc",
                    "clear-site-data",
                    "nel",
                    "report-to",
                    "reporting-endpoints",
                    "strict-transport-security")
            .andAllOf("access-control-");

    private static final EndToEndFields ALL = EndToEndFields.except(OF_ORIGIN);
    private static final EndToEndFields FILTERED =
            EndToEndFields.except(OF_ORIGIN.and(FieldNames.of("content-length")));

    private AnswerHead() {}

    /**
     * Copies it.
     *
     * @param filtered whether something may be missing from what passes of its content
     */
    static void copy(Exchange from, HttpServerResponse to, RoutingContext routing, boolean filtered) {
        MultiMap headers = to.headers();
        from.copyHead(filtered ? FILTERED : ALL, headers);
        to.setStatusCode(from.status());
        if (!to.getStatusMessage().equals(from.reason())) {
            to.setStatusMessage(from.reason());
        }
        if (headers.contains(HttpHeaders.CONTENT_LENGTH)) {
            return;
        }
        if (AnswerStatus.hasContent(from.status())) {
            to.setChunked(true);
            if (routing.request().version() == HttpVersion.HTTP_1_0) {
                // Here only the connection's end can tell the answer's (RFC 9112, section 6.3).
                LastAnswer.announce(routing);
            }
        } else {
            // RFC 9110, section 8.6: an answer that cannot have content is not said to have none, as Vert.x would do.
            routing.addHeadersEndHandler(beforeHead -> headers.remove(HttpHeaders.CONTENT_LENGTH));
        }
    }

    /** Whether an answer may be a stream whose events can be taken apart: only plain bytes can, whatever is said of them. */
    static boolean mayBeStream(Exchange answer) {
        return answer.status() == OK
                && AnswerCoding.of(answer.headers().get(HttpHeaders.CONTENT_ENCODING)) == AnswerCoding.NONE;
    }
}
