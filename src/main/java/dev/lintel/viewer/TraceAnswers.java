package dev.lintel.viewer;

import dev.lintel.viewer.PageFiles.PageFile;
import dev.lintel.viewer.representation.Representation;
import dev.lintel.viewer.representation.TraceJson;
import dev.lintel.viewer.representation.TraceText;
import dev.lintel.viewer.store.TraceArchive;
import dev.lintel.viewer.store.TraceStore;
import dev.lintel.viewer.store.query.BadQueryException;
import dev.lintel.viewer.store.query.TraceQuery;
import dev.lintel.viewer.store.trace.Trace;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Answers at {@code /traces}: the page to browsers, text to terminals, JSON to scripts. */
final class TraceAnswers implements Handler<RoutingContext> {

    private static final Logger LOG = Logger.getLogger(TraceAnswers.class);
    private static final String KEY = "key";
    private static final String LAST = "last";
    private static final String SESSIONS = "sessions";

    // Nothing but the page's own script and style is ever loaded or run, and no text is taken for HTML.
    private static final Map<String, String> SECURITY = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cache-Control",
            "private, no-cache");

    private final TraceArchive archive;
    private final Viewer viewer;
    private final AccessKey key;
    private final PageFiles files;

    // Revisions begin anew with each start.
    private final String start =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());

    TraceAnswers(TraceArchive archive, Viewer viewer, PageFiles files) {
        this.archive = archive;
        this.viewer = viewer;
        this.key = viewer.key();
        this.files = files;
    }

    @Override
    public void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        request.resume();
        HttpServerResponse response = routing.response();
        SECURITY.forEach(response::putHeader);
        if (!viewer.isMeantBy(request)) {
            refuse(routing, Refusal.MISDIRECTED);
        } else if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            response.putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            refuse(routing, Refusal.ONLY_LOOKED_AT);
        } else if (key.is(request.getParam(KEY))) {
            letIn(routing);
        } else if (!key.opens(request)) {
            response.putHeader("WWW-Authenticate", "Bearer");
            refuse(routing, Refusal.NO_KEY);
        } else {
            answer(routing);
        }
    }

    // The key is in the address only once, and not in the history.
    private void letIn(RoutingContext routing) {
        String others = routing.request().params().entries().stream()
                .filter(parameter -> !parameter.getKey().equals(KEY))
                .map(parameter -> encoded(parameter.getKey()) + "=" + encoded(parameter.getValue()))
                .collect(Collectors.joining("&"));
        routing.response()
                .addCookie(key.cookie(routing.request()))
                .setStatusCode(303)
                .putHeader(HttpHeaders.LOCATION, routing.normalizedPath() + (others.isEmpty() ? "" : "?" + others))
                .end();
    }

    private void answer(RoutingContext routing) {
        String path = routing.normalizedPath();
        String rest =
                path.length() <= TraceRoutes.PATH.length() + 1 ? "" : path.substring(TraceRoutes.PATH.length() + 1);
        Optional<PageFile> file = files.find(rest);
        Representation wanted = Representation.of(routing.request().getHeader(HttpHeaders.ACCEPT));
        routing.response().putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        if (file.isPresent()) {
            send(
                    routing,
                    file.get().etag(),
                    file.get().contentType(),
                    file.get().content());
        } else if (wanted == Representation.PAGE) {
            PageFile page = files.page();
            send(routing, page.etag(), page.contentType(), page.content());
        } else if (rest.isEmpty()) {
            search(routing, wanted, Search::traces);
        } else if (rest.equals(SESSIONS)) {
            search(routing, wanted, Search::sessions);
        } else if (rest.startsWith(SESSIONS + "/")) {
            String id = decoded(rest.substring(SESSIONS.length() + 1));
            search(routing, wanted, found -> found.session(id));
        } else {
            one(routing, rest, wanted);
        }
    }

    private void search(RoutingContext routing, Representation wanted, Function<Search, Optional<Buffer>> question) {
        TraceQuery query;
        try {
            query = TraceQuery.of(routing.request().params().entries(), wanted.defaultLimit());
        } catch (BadQueryException e) {
            refuse(routing, new Refusal(400, "invalid_query", e.parameter(), String.valueOf(e.getMessage())));
            return;
        }
        String known = query.dependsOnTime() ? "" : ifNoneMatch(routing);
        ask(routing, wanted, store -> {
            String etag = etag(store.revision(), wanted);
            if (etag.equals(known)) {
                return Optional.of(new Answer(etag, Buffer.buffer()));
            }
            Search search = new Search(store, query, wanted, archive.missedSpans());
            return question.apply(search).map(content -> new Answer(etag, content));
        });
    }

    private void one(RoutingContext routing, String id, Representation wanted) {
        String known = ifNoneMatch(routing);
        ask(routing, wanted, store -> {
            Optional<Trace> found = id.equals(LAST) ? store.last() : store.find(id.toLowerCase(Locale.ROOT));
            return found.map(trace -> {
                String etag = etag(trace.revision(), wanted);
                if (etag.equals(known)) {
                    return new Answer(etag, Buffer.buffer());
                }
                return new Answer(etag, wanted == Representation.JSON ? TraceJson.one(trace) : TraceText.one(trace));
            });
        });
    }

    // An empty answer of the archive: there is no such trace, or session.
    private void ask(RoutingContext routing, Representation wanted, Function<TraceStore, Optional<Answer>> question) {
        Future.fromCompletionStage(archive.ask(question), routing.vertx().getOrCreateContext())
                .onSuccess(found -> {
                    if (found.isPresent()) {
                        send(routing, found.get().etag, wanted.contentType(), found.get().content);
                    } else {
                        refuse(routing, Refusal.NOT_FOUND);
                    }
                })
                .onFailure(failure -> {
                    if (failure instanceof RejectedExecutionException) {
                        refuse(routing, Refusal.BUSY);
                    } else {
                        LOG.error("The viewer failed on a question", failure);
                        refuse(routing, Refusal.FAILED);
                    }
                });
    }

    private static void send(RoutingContext routing, String etag, String contentType, Buffer content) {
        HttpServerResponse response = routing.response().putHeader(HttpHeaders.ETAG, etag);
        if (response.closed()) {
            return;
        }
        if (etag.equals(ifNoneMatch(routing))) {
            response.setStatusCode(304).end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, contentType).end(content);
        }
    }

    private static void refuse(RoutingContext routing, Refusal refusal) {
        if (!routing.response().closed()) {
            routing.response()
                    .setStatusCode(refusal.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, Representation.JSON.contentType())
                    .end(refusal.toJson());
        }
    }

    private String etag(long revision, Representation wanted) {
        return "\"" + start + "-" + revision + "-" + wanted.name() + "\"";
    }

    private static String ifNoneMatch(RoutingContext routing) {
        String etag = routing.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        return etag == null ? "" : etag;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    // As in a path, where a plus is one.
    private static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    // Empty content where the client knows it.
    private record Answer(String etag, Buffer content) {}
}
