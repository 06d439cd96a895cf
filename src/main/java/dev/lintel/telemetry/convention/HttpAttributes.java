package dev.lintel.telemetry.convention;

import io.opentelemetry.api.common.AttributeKey;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import org.jspecify.annotations.Nullable;

/** The names of the conventions that Lintel uses on the spans of both its sides, and of its own attributes beside them. */
public final class HttpAttributes {

    /** The conventions' version that the names are taken from. */
    static final String SCHEMA_URL = "https://opentelemetry.io/schemas/1.41.0";

    public static final AttributeKey<String> CLIENT_ADDRESS = AttributeKey.stringKey("client.address");
    public static final AttributeKey<String> ERROR_TYPE = AttributeKey.stringKey("error.type");
    public static final AttributeKey<String> GEN_AI_CONVERSATION_ID = AttributeKey.stringKey("gen_ai.conversation.id");
    public static final AttributeKey<Long> HTTP_REQUEST_BODY_SIZE = AttributeKey.longKey("http.request.body.size");
    public static final AttributeKey<String> HTTP_REQUEST_METHOD = AttributeKey.stringKey("http.request.method");
    public static final AttributeKey<String> HTTP_REQUEST_METHOD_ORIGINAL =
            AttributeKey.stringKey("http.request.method_original");
    public static final AttributeKey<Long> HTTP_REQUEST_RESEND_COUNT =
            AttributeKey.longKey("http.request.resend_count");
    public static final AttributeKey<Long> HTTP_RESPONSE_BODY_SIZE = AttributeKey.longKey("http.response.body.size");
    public static final AttributeKey<Long> HTTP_RESPONSE_STATUS_CODE =
            AttributeKey.longKey("http.response.status_code");
    public static final AttributeKey<String> HTTP_ROUTE = AttributeKey.stringKey("http.route");
    public static final AttributeKey<String> NETWORK_PROTOCOL_NAME = AttributeKey.stringKey("network.protocol.name");
    public static final AttributeKey<String> NETWORK_PROTOCOL_VERSION =
            AttributeKey.stringKey("network.protocol.version");
    public static final AttributeKey<String> SERVER_ADDRESS = AttributeKey.stringKey("server.address");
    public static final AttributeKey<Long> SERVER_PORT = AttributeKey.longKey("server.port");
    public static final AttributeKey<String> URL_FULL = AttributeKey.stringKey("url.full");
    public static final AttributeKey<String> URL_PATH = AttributeKey.stringKey("url.path");
    public static final AttributeKey<String> URL_SCHEME = AttributeKey.stringKey("url.scheme");
    public static final AttributeKey<String> USER_AGENT_ORIGINAL = AttributeKey.stringKey("user_agent.original");

    /** Who calls, as the configuration names it. */
    public static final AttributeKey<String> LINTEL_CALLER = AttributeKey.stringKey("lintel.caller");

    /** Which agent of the caller's calls, which one has begun that, of what kind it is, and what the call is for. */
    public static final AttributeKey<String> LINTEL_AGENT_ID = AttributeKey.stringKey("lintel.agent.id");

    public static final AttributeKey<String> LINTEL_AGENT_PARENT_ID = AttributeKey.stringKey("lintel.agent.parent_id");
    public static final AttributeKey<String> LINTEL_AGENT_TYPE = AttributeKey.stringKey("lintel.agent.type");
    public static final AttributeKey<String> LINTEL_REQUEST_CLASS = AttributeKey.stringKey("lintel.request.class");

    /** What the provider calls the request. */
    public static final AttributeKey<String> LINTEL_PROVIDER_REQUEST_ID =
            AttributeKey.stringKey("lintel.provider.request_id");

    /** Who made an error: lintel, provider or client. */
    public static final AttributeKey<String> LINTEL_ERROR_SOURCE = AttributeKey.stringKey("lintel.error.source");

    /** How a call ended: completed, failed or cancelled. */
    public static final AttributeKey<String> LINTEL_OUTCOME = AttributeKey.stringKey("lintel.outcome");

    /** Why a call was kept that its trace does not keep. */
    public static final AttributeKey<String> LINTEL_SAMPLING_REASON = AttributeKey.stringKey("lintel.sampling.reason");

    /** The providers that were not asked, for their breakers were open, with commas between them. */
    public static final AttributeKey<String> LINTEL_BREAKER = AttributeKey.stringKey("lintel.breaker");

    /** In the place of a method or a value that is not known, so that their number stays small. */
    public static final String OTHER = "_OTHER";

    private static final int MAX_LENGTH = 1024;

    private HttpAttributes() {}

    /** The value of {@code http.request.method}: one of HTTP's own, or {@code _OTHER}. */
    public static String methodName(HttpMethod method) {
        return switch (method.name()) {
            case "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY" ->
                method.name();
            default -> OTHER;
        };
    }

    /** The value of {@code network.protocol.version}, such as {@code 1.1} or {@code 2}; {@code _OTHER} for null. */
    public static String protocolVersion(@Nullable HttpVersion version) {
        if (version == null) {
            return OTHER;
        }
        return switch (version) {
            case HTTP_1_0 -> "1.0";
            case HTTP_1_1 -> "1.1";
            case HTTP_2 -> "2";
        };
    }

    /** The host and the port that a request is sent to; null when it names none. */
    public static @Nullable HostAndPort authority(HttpServerRequest request) {
        // Over HTTP/1 the request would make an address of its whole URL first.
        String host = request.version() == HttpVersion.HTTP_2 ? null : request.getHeader(HttpHeaders.HOST);
        return host == null ? request.authority() : HostAndPort.parseAuthority(host, -1);
    }

    /** The value of {@code url.scheme}: of the connection, for what a proxy says of it makes a few hundred bytes a call. */
    public static String scheme(CallHead head) {
        return head.isSecure() ? "https" : "http";
    }

    /** A value that callers control, cut to a length that backends take. */
    public static String bounded(String value) {
        return value.length() <= MAX_LENGTH ? value : value.substring(0, MAX_LENGTH);
    }
}
