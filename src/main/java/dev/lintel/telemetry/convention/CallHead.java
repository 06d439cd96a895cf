package dev.lintel.telemetry.convention;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a call begins with: a request of HTTP, or, where that has opened a WebSocket, one turn on it. On the call's event loop until it has ended. */
public final class CallHead {

    private final String client;
    private final boolean turn;
    private MultiMap headers;
    private @Nullable HttpServerRequest request;
    private @Nullable Taken taken;

    /**
     * A call that begins.
     *
     * @param request which must not be changed
     * @param headers what it says, and what the turn says in their place
     * @param client the address that it comes from; empty where that is not known
     * @param turn whether it is a turn
     */
    public CallHead(HttpServerRequest request, MultiMap headers, String client, boolean turn) {
        this.request = request;
        this.headers = headers;
        this.client = client;
        this.turn = turn;
    }

    /** A request. */
    public static CallHead of(HttpServerRequest request, String client) {
        return new CallHead(request, request.headers(), client, false);
    }

    /**
     * The request has come whole, and is let go: all that will be shown of it is taken now.
     *
     * @param fields its own, of which only those remain that may be shown
     * @param shown which these are, by their names
     */
    public void letRequestGo(MultiMap fields, Predicate<String> shown) {
        taken = new Taken(
                request().method(),
                request().path(),
                request().version(),
                isSecure(),
                version() == HttpVersion.HTTP_2 ? request().authority() : null,
                bytesRead(),
                request().response());
        for (String name : List.copyOf(fields.names())) {
            if (!shown.test(name)) {
                fields.remove(name);
            }
        }
        headers = fields;
        request = null;
    }

    /** The request's method, as conventions name it; {@code WS} for a turn. */
    public String method() {
        return turn ? "WS" : HttpAttributes.methodName(methodAsSent());
    }

    /** The request's method. */
    public HttpMethod methodAsSent() {
        return taken == null ? request().method() : taken.method;
    }

    /** Its path; null where it has none. */
    public @Nullable String path() {
        return taken == null ? request().path() : taken.path;
    }

    /** The version of HTTP that it came by; null for none that is known. */
    public @Nullable HttpVersion version() {
        return taken == null ? request().version() : taken.version;
    }

    /** Whether it came over TLS. */
    public boolean isSecure() {
        return taken == null ? request().connection().isSsl() : taken.secure;
    }

    /** The host and the port that it was sent to; null when it names none. */
    public @Nullable HostAndPort authority() {
        if (taken == null) {
            return HttpAttributes.authority(request());
        }
        String host = taken.authority == null ? headers.get(HttpHeaders.HOST) : null;
        return host == null ? taken.authority : HostAndPort.parseAuthority(host, -1);
    }

    /** The program that it says it comes from; null where it does not say. */
    public @Nullable String userAgent() {
        return sent().get(HttpHeaders.USER_AGENT);
    }

    /** The length of its content, as far as that has come. */
    public long bytesRead() {
        return taken == null ? request().bytesRead() : taken.bytesRead;
    }

    /** How much of an answer has gone. */
    public long bytesWritten() {
        return (taken == null ? request().response() : taken.response).bytesWritten();
    }

    /** Its fields, or what a turn says in their place; once it is let go those that may be shown. */
    public MultiMap headers() {
        return headers;
    }

    /** The address that it comes from; empty where that is not known. */
    public String client() {
        return client;
    }

    /** Whether it is a turn. */
    public boolean turn() {
        return turn;
    }

    private MultiMap sent() {
        return taken == null ? request().headers() : headers;
    }

    private HttpServerRequest request() {
        return Objects.requireNonNull(request, "it has been let go");
    }

    /** What is known of a request that has been let go. */
    private record Taken(
            HttpMethod method,
            @Nullable String path,
            @Nullable HttpVersion version,
            boolean secure,
            @Nullable HostAndPort authority,
            long bytesRead,
            HttpServerResponse response) {}
}
