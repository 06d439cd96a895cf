package dev.lintel.telemetry.spans;

import dev.lintel.callers.prices.Prices;
import dev.lintel.http.ErrorType;
import dev.lintel.http.FieldNames;
import dev.lintel.openai.answer.Answer;
import dev.lintel.openai.content.Prompt;
import dev.lintel.providers.Provider;
import dev.lintel.telemetry.call.Attempt;
import dev.lintel.telemetry.call.CallRecord;
import dev.lintel.telemetry.call.Inference;
import dev.lintel.telemetry.call.InferenceRecord;
import dev.lintel.telemetry.capture.ContentCapture;
import dev.lintel.telemetry.convention.CallHead;
import dev.lintel.telemetry.convention.GenAiAttributes;
import dev.lintel.telemetry.convention.HttpAttributes;
import dev.lintel.telemetry.convention.SafeText;
import dev.lintel.telemetry.ending.Ending;
import dev.lintel.telemetry.spans.data.EndedSpan;
import dev.lintel.trace.CallTrace;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.vertx.core.Future;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes the spans of a call that is kept from its record, by the HTTP and GenAI conventions, once it has ended. */
final class SpansOfCall {

    private static final Logger LOG = Logger.getLogger(SpansOfCall.class);

    private static final String MODELS = "/v1/models";

    /** RFC 6455, section 4.1: there is no other. */
    private static final String WEBSOCKET_VERSION = "13";

    private static final FieldNames SHOWN = FieldNames.of("host", "user-agent", Conversation.FIELD);

    private final CallRecord call;
    private final CallTrace trace;
    private final String method;
    private final Agents agents;
    private final SpanContext server;
    private final Attributes copied;
    private final ContentCapture content;
    private final Resource resource;
    private final Consumer<SpanData> sink;

    SpansOfCall(
            CallRecord call, Attributes copied, ContentCapture content, Resource resource, Consumer<SpanData> sink) {
        this.call = call;
        this.trace = call.trace();
        this.method = call.head().method();
        this.agents = Agents.of(call.head().headers());
        this.server = trace.context(trace.spanId());
        this.copied = copied;
        this.content = content;
        this.resource = resource;
        this.sink = sink;
    }

    /** Whether a field of a request's head that has this name may be told, whatever is configured. */
    static boolean mayShow(String name) {
        return SHOWN.contains(name) || Agents.mayShow(name);
    }

    /** Hands them over, children first. The prompt has been read by then. */
    void export() {
        InferenceRecord inference = call.inference();
        SpanContext parent = inference == null ? server : trace.context(inference.spanId());
        // A list of models is asked of each provider once, which is no sending again.
        boolean again = !MODELS.equals(call.route());
        int resent = 0;
        for (Attempt attempt : call.attempts()) {
            exportAttempt(attempt, parent, resent);
            resent += again ? 1 : 0;
        }
        if (inference != null) {
            exportInference(inference, parent);
        }
        exportServer();
    }

    private void exportServer() {
        SpanAttributes attributes = known(16);
        describeCaller(attributes);
        describeRequest(attributes);
        if (call.route() != null) {
            attributes.put(HttpAttributes.HTTP_ROUTE, call.route());
        }
        if (call.status() != 0) {
            attributes.put(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) call.status());
        }
        if (!call.skipped().isEmpty()) {
            attributes.put(HttpAttributes.LINTEL_BREAKER, String.join(",", call.skipped()));
        }
        describeEnd(attributes, call.ending(), call.error());
        SpanContext parent = trace.parent() == null ? SpanContext.getInvalid() : trace.parent();
        sink.accept(new EndedSpan(
                call.route() == null ? methodOfName() : methodOfName() + " " + call.route(),
                SpanKind.SERVER,
                server,
                parent,
                call.epochNanos(call.startNanos()),
                call.epochNanos(call.endNanos()),
                attributes,
                call.isServerError(),
                trace.link(),
                resource));
    }

    private void exportInference(InferenceRecord inference, SpanContext context) {
        Inference asked = inference.inference();
        SpanAttributes attributes = known(24);
        if (attributes.get(HttpAttributes.GEN_AI_CONVERSATION_ID) == null) {
            attributes.putSafe(
                    HttpAttributes.GEN_AI_CONVERSATION_ID,
                    Conversation.of(asked, call.head().headers()));
        }
        describeCaller(attributes);
        InferenceAttributes.describe(attributes, asked);
        Answer answer = inference.answer();
        if (answer != null) {
            InferenceAttributes.describe(attributes, answer);
        }
        if (inference.cost().isPresent()) {
            attributes
                    .put(GenAiAttributes.LINTEL_USAGE_COST, inference.cost().getAsDouble())
                    .put(GenAiAttributes.LINTEL_USAGE_COST_CURRENCY, Prices.CURRENCY);
        }
        if (inference.hasChunks()) {
            attributes.put(GenAiAttributes.RESPONSE_TIME_TO_FIRST_CHUNK, inference.secondsToFirstChunk());
        }
        if (inference.captures()) {
            capture(inference, context, attributes, answer);
        }
        ErrorType error = inference.error(call.inferenceEnding());
        describeEnd(attributes, call.inferenceEnding(), error);
        String model = asked.model() == null ? "" : SafeText.of(asked.model());
        sink.accept(new EndedSpan(
                model.isEmpty() ? asked.operationName() : asked.operationName() + " " + model,
                SpanKind.CLIENT,
                context,
                server,
                call.epochNanos(inference.startNanos()),
                call.epochNanos(call.endNanos()),
                attributes,
                error != null,
                null,
                resource));
    }

    private void capture(
            InferenceRecord inference, SpanContext span, SpanAttributes attributes, @Nullable Answer answer) {
        Future<Prompt> prompt = inference.prompt();
        if (prompt.failed()) {
            LOG.error("A prompt could not be captured", prompt.cause());
            return;
        }
        content.record(
                span,
                attributes::put,
                inference.inference(),
                prompt.result(),
                answer == null ? List.of() : answer.messages());
    }

    private void exportAttempt(Attempt attempt, SpanContext parent, int resent) {
        Provider provider = attempt.provider();
        SpanAttributes attributes = known(12)
                .put(HttpAttributes.URL_FULL, provider.baseUrl() + withoutQuery(attempt.target()))
                .put(HttpAttributes.SERVER_ADDRESS, provider.host())
                .put(HttpAttributes.SERVER_PORT, (long) provider.port());
        describeMethod(attributes);
        if (attempt.status() != 0) {
            attributes.put(HttpAttributes.HTTP_RESPONSE_STATUS_CODE, (long) attempt.status());
        }
        String requestId = attempt.requestId();
        if (requestId != null) {
            attributes.put(HttpAttributes.LINTEL_PROVIDER_REQUEST_ID, SafeText.of(requestId));
        }
        if (attempt.version() != null && !call.head().turn()) {
            attributes.put(HttpAttributes.NETWORK_PROTOCOL_VERSION, HttpAttributes.protocolVersion(attempt.version()));
        }
        if (resent > 0) {
            attributes.put(HttpAttributes.HTTP_REQUEST_RESEND_COUNT, (long) resent);
        }
        ErrorType error = attempt.error();
        describeEnd(attributes, attempt.ending(), error);
        sink.accept(new EndedSpan(
                methodOfName(),
                SpanKind.CLIENT,
                trace.context(attempt.spanId()),
                parent,
                call.epochNanos(attempt.startNanos()),
                call.epochNanos(attempt.endNanos()),
                attributes,
                error != null,
                null,
                resource));
    }

    // First, so that no copied header stands in the place of what Lintel itself has seen.
    private SpanAttributes known(int usualSize) {
        SpanAttributes attributes = new SpanAttributes(usualSize).copy(copied);
        if (call.decision().isOfEnd()) {
            attributes.put(
                    HttpAttributes.LINTEL_SAMPLING_REASON, call.decision().value());
        }
        return attributes;
    }

    private void describeCaller(SpanAttributes attributes) {
        agents.describe(attributes);
        if (call.caller() != null) {
            attributes.put(HttpAttributes.LINTEL_CALLER, call.caller());
        }
    }

    private void describeRequest(SpanAttributes attributes) {
        CallHead head = call.head();
        describeMethod(attributes);
        attributes
                .put(HttpAttributes.URL_PATH, HttpAttributes.bounded(String.valueOf(head.path())))
                .put(HttpAttributes.URL_SCHEME, HttpAttributes.scheme(head));
        if (!head.turn()) {
            attributes.put(HttpAttributes.NETWORK_PROTOCOL_VERSION, HttpAttributes.protocolVersion(head.version()));
        }
        if (!head.client().isEmpty()) {
            attributes.put(HttpAttributes.CLIENT_ADDRESS, head.client());
        }
        HostAndPort authority = head.authority();
        if (authority != null) {
            attributes.put(HttpAttributes.SERVER_ADDRESS, HttpAttributes.bounded(authority.host()));
            attributes.put(
                    HttpAttributes.SERVER_PORT, authority.port() > 0 ? authority.port() : head.isSecure() ? 443L : 80L);
        }
        String userAgent = head.userAgent();
        if (userAgent != null) {
            attributes.put(HttpAttributes.USER_AGENT_ORIGINAL, HttpAttributes.bounded(userAgent));
        }
    }

    private void describeMethod(SpanAttributes attributes) {
        if (call.head().turn()) {
            attributes
                    .put(HttpAttributes.NETWORK_PROTOCOL_NAME, "websocket")
                    .put(HttpAttributes.NETWORK_PROTOCOL_VERSION, WEBSOCKET_VERSION);
            return;
        }
        attributes.put(HttpAttributes.HTTP_REQUEST_METHOD, method);
        if (method.equals(HttpAttributes.OTHER)) {
            attributes.put(
                    HttpAttributes.HTTP_REQUEST_METHOD_ORIGINAL,
                    HttpAttributes.bounded(call.head().methodAsSent().name()));
        }
    }

    private static void describeEnd(SpanAttributes attributes, Ending ending, @Nullable ErrorType error) {
        attributes.put(HttpAttributes.LINTEL_OUTCOME, ending.value());
        if (error != null) {
            attributes
                    .put(HttpAttributes.ERROR_TYPE, error.value())
                    .put(HttpAttributes.LINTEL_ERROR_SOURCE, error.source().value());
        }
    }

    private String methodOfName() {
        return method.equals(HttpAttributes.OTHER) ? "HTTP" : method;
    }

    // Query strings may carry keys.
    private static String withoutQuery(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }
}
