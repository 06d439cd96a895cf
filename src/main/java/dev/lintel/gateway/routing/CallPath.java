package dev.lintel.gateway.routing;

import dev.lintel.http.ApiError;
import dev.lintel.http.RefusedException;
import dev.lintel.openai.DeploymentPath;
import dev.lintel.openai.Operation;
import dev.lintel.providers.Provider;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a call is about, by its method and path.
 *
 * @param rest what follows {@code /v1}, as it was written, with a slash in front; without the model where that stands in it
 * @param operation the operation that the call is, if Lintel understands it
 * @param countsTokens whether it asks how many tokens a call of messages would have: of a model, too, but no inference
 * @param model the model that the path names, as Azure's clients have it; where a WebSocket is asked for the query does
 * @param asAzure whether the path is one of those that Azure's clients have
 * @param isSocket whether it asks for a WebSocket
 */
public record CallPath(
        String rest,
        Optional<Operation> operation,
        boolean countsTokens,
        Optional<String> model,
        boolean asAzure,
        boolean isSocket) {

    /** The path of the list of models. */
    public static final String MODELS = "/v1/models";

    static final String PREFIX = "/v1/";

    /** What nearly every call is about, by its path. */
    private static final Map<String, CallPath> USUAL = Stream.of(Operation.values())
            .collect(Collectors.toUnmodifiableMap(
                    Operation::route,
                    each -> new CallPath('/' + each.path(), Optional.of(each), false, Optional.empty(), false, false)));

    /** What Azure's clients write in its place. */
    private static final String AZURE_PREFIX = "/openai/";

    private static final String COUNT_TOKENS = "/messages/count_tokens";
    private static final CharSequence ANTHROPIC_VERSION = HttpHeaders.createOptimized("anthropic-version");
    private static final String RESPONSES = "/responses";
    private static final String REALTIME = "/realtime";

    /**
     * Of a request that is to be relayed.
     *
     * @throws RefusedException for a path that no call may have, and for a switch of protocols other than to a WebSocket where
     *     there can be one
     */
    public static CallPath of(HttpServerRequest request) {
        String path = request.path() == null ? "" : request.path();
        boolean post = request.method().equals(HttpMethod.POST);
        CallPath usual = post && request.getHeader(HttpHeaders.UPGRADE) == null ? USUAL.get(path) : null;
        if (usual != null) {
            return usual;
        }
        requirePlain(path);
        String below = below(path);
        String plain = withoutEmptySegments(below);
        Optional<DeploymentPath> deployment = DeploymentPath.of(plain);
        String rest = deployment.map(DeploymentPath::rest).orElse(plain);
        boolean socket = isSocket(request, rest);
        return new CallPath(
                deployment.isPresent() ? rest : below,
                post ? Operation.of(rest.substring(1)) : Optional.empty(),
                post && rest.equals(COUNT_TOKENS),
                socket ? SocketQuery.model(request) : deployment.map(DeploymentPath::model),
                deployment.isPresent() || path.startsWith(AZURE_PREFIX),
                socket);
    }

    /** The same, for a model that the first message on a WebSocket names; null for none. */
    public CallPath forModel(@Nullable String named) {
        return new CallPath(rest, operation, countsTokens, Optional.ofNullable(named), asAzure, isSocket);
    }

    /** Whether it is that of conversations in real time. */
    public boolean isRealtime() {
        return rest.equals(REALTIME);
    }

    /** Whether what comes to a path is relayed, or refused as what would be. */
    public static boolean isRelayed(@Nullable String path) {
        return path != null && (path.startsWith(PREFIX) || path.startsWith(AZURE_PREFIX));
    }

    private static String below(String path) {
        if (!isRelayed(path)) {
            throw new RefusedException(notFound(path));
        }
        return path.substring(path.indexOf('/', 1));
    }

    /** Whether the body is JSON that says which model the call is for, be it understood or only routed. */
    boolean isOfModel() {
        return operation.isPresent() || countsTokens;
    }

    /** Whether it is that of files, whose forms name no model and pass as they come. */
    boolean isUpload() {
        return rest.startsWith("/files") || rest.startsWith("/uploads");
    }

    /**
     * Whether a call may run a model though it names none that Lintel reads: an image is made so, a batch, or an answer by a stored
     * prompt. What only looks, deletes or uploads runs none.
     */
    public boolean mayRunModel(HttpMethod method) {
        boolean looks = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        return !looks && !method.equals(HttpMethod.DELETE) && !isUpload();
    }

    /** Whether a request asks for the list of models, perhaps with a slash too many. */
    public static boolean isOfModels(HttpServerRequest request) {
        String path = request.path();
        return request.method().equals(HttpMethod.GET)
                && path.startsWith(PREFIX)
                && withoutEmptySegments(path).equals(MODELS);
    }

    /**
     * Whether a request is one that only Anthropic's clients make, who read errors and lists in its form: of messages, or of models
     * where it names a version of that API.
     */
    public static boolean isAnthropic(HttpServerRequest request) {
        String path = request.path();
        if (path == null) {
            return false;
        }
        String below = withoutEmptySegments(path) + '/';
        return below.startsWith("/v1/messages/")
                || (below.equals(MODELS + '/') && request.headers().contains(ANTHROPIC_VERSION));
    }

    /** A path with no slash beside another and none at its end: base URLs are seen to be written with one too many. */
    private static String withoutEmptySegments(String path) {
        if (!path.contains("//") && !path.endsWith("/")) {
            return path;
        }
        StringBuilder plain = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean empty = c == '/' && (i + 1 == path.length() || path.charAt(i + 1) == '/');
            if (!empty) {
                plain.append(c);
            }
        }
        return plain.isEmpty() ? "/" : plain.toString();
    }

    /**
     * Refuses a path that a reader after Lintel may take for another one than Lintel does.
     *
     * @throws RefusedException for a dot segment (RFC 3986, section 3.3), plain or percent-encoded, and for a path
     *     that leads to {@code /v1/} only once it has been rewritten
     */
    static void requirePlain(String path) {
        // Nearly every path has neither a segment that begins with a dot nor anything encoded.
        if (!path.contains("/.") && path.indexOf('%') < 0 && path.indexOf('\\') < 0) {
            return;
        }
        String decoded = path.toLowerCase(Locale.ROOT)
                .replace("%2e", ".")
                .replace("%2f", "/")
                .replace("%5c", "\\")
                .replace("%3b", ";");
        for (String written : decoded.split("[/\\\\]", -1)) {
            // RFC 3986, section 3.3: parameters may follow, which servers of servlets take off first.
            int parameters = written.indexOf(';');
            String segment = parameters < 0 ? written : written.substring(0, parameters);
            if (segment.equals(".") || segment.equals("..")) {
                throw new RefusedException(ApiError.invalidRequest(
                        400, "invalid_path", null, "The path has a dot segment ('.' or '..')."));
            }
        }
    }

    /** There is nothing at this path. */
    public static ApiError notFound(String path) {
        return ApiError.invalidRequest(404, "not_found", null, "There is nothing at '" + path + "'.");
    }

    // RFC 9110, section 7.8. An offer of HTTP/2 is not such a request: clients make it in passing, to be ignored.
    private static boolean isSocket(HttpServerRequest request, String rest) {
        String upgrade = request.getHeader(HttpHeaders.UPGRADE);
        if (upgrade == null || upgrade.equalsIgnoreCase("h2c")) {
            return false;
        }
        boolean asked = upgrade.equalsIgnoreCase("websocket")
                && request.method().equals(HttpMethod.GET)
                && request.version() == HttpVersion.HTTP_1_1;
        if (asked && (rest.equals(REALTIME) || rest.equals(RESPONSES))) {
            return true;
        }
        throw notUpgraded(
                "Lintel relays WebSockets on GET /v1/responses and /v1/realtime, over HTTP/1.1, and nothing else"
                        + " that is no HTTP.");
    }

    /** The protocol is not switched here: a client that can do without goes on in HTTP. */
    public static RefusedException notUpgraded(Provider provider) {
        return notUpgraded(
                "Provider '" + provider.name() + "' takes no WebSocket here; if it does, say so by providers."
                        + provider.name() + ".websocket: true.");
    }

    private static RefusedException notUpgraded(String message) {
        return new RefusedException(ApiError.invalidRequest(426, "upgrade_not_supported", null, message));
    }

    /** The route as conventions name it: the understood path, or {@code /v1/{rest}}. */
    public String route() {
        return isSocket
                ? PREFIX + rest.substring(1)
                : operation.map(Operation::route).orElse(PREFIX + "{rest}");
    }
}
