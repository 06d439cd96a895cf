package dev.lintel.gateway.routing;

import dev.lintel.http.ApiError;
import dev.lintel.http.MediaType;
import dev.lintel.http.RefusedException;
import dev.lintel.http.body.ContentCoding;
import dev.lintel.openai.request.FormModel;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the head of a request says of its content. */
public final class RequestContent {

    private RequestContent() {}

    /**
     * Refuses what is not JSON where only that is taken; one that does not say what it is is taken for it.
     *
     * @throws RefusedException when it says that it is something else
     */
    static void requireJson(HttpServerRequest request) {
        String type = type(request);
        if (type == null || MediaType.isPlainJson(type)) {
            return;
        }
        MediaType mediaType = MediaType.of(type);
        if (!mediaType.isJson()) {
            throw new RefusedException(ApiError.invalidRequest(
                    415,
                    "unsupported_content_type",
                    null,
                    "This endpoint takes Content-Type: application/json, not '" + mediaType.name() + "'."));
        }
    }

    /** Whether it is there, and says that it is JSON. */
    static boolean isJson(HttpServerRequest request) {
        String type = type(request);
        return type != null && isThere(request) && MediaType.of(type).isJson();
    }

    /**
     * The coding of a request's body. One that Lintel cannot read would go to whichever provider is the default, with its key.
     *
     * @throws RefusedException when it is not one that is read
     */
    static ContentCoding coding(HttpServerRequest request) {
        String named = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        ContentCoding coding = named == null ? ContentCoding.IDENTITY : ContentCoding.of(named);
        if (coding == null) {
            throw unsupportedCoding("This endpoint takes bodies in " + ContentCoding.ACCEPTED + ", and plain ones.");
        }
        return coding;
    }

    /**
     * Refuses a form that is not plain.
     *
     * @throws RefusedException when it is in a coding
     */
    static void requirePlain(HttpServerRequest request) {
        String named = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (named != null && ContentCoding.of(named) != ContentCoding.IDENTITY) {
            throw unsupportedCoding("A form is taken plain here: without a Content-Encoding.");
        }
    }

    /** The codings that are taken where a request has come in another one: the value of Accept-Encoding. */
    public static String accepted(HttpServerRequest request) {
        return isForm(request) ? ContentCoding.IDENTITY.token() : ContentCoding.ACCEPTED;
    }

    /** Whether it says that it is a form. */
    static boolean isForm(HttpServerRequest request) {
        String type = type(request);
        return type != null && FormModel.isForm(type);
    }

    // RFC 9110, section 5.3: several lines of one field are one.
    private static @Nullable String type(HttpServerRequest request) {
        List<String> lines = request.headers().getAll(HttpHeaders.CONTENT_TYPE);
        return switch (lines.size()) {
            case 0 -> null;
            case 1 -> lines.get(0);
            default -> String.join(", ", lines);
        };
    }

    private static RefusedException unsupportedCoding(String message) {
        return new RefusedException(ApiError.invalidRequest(415, "unsupported_content_encoding", null, message));
    }

    /** Whether content that is there has been announced by the head. */
    static boolean isAnnounced(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2 || request.headers().contains(HttpHeaders.CONTENT_LENGTH);
    }

    /** Whether there is any. */
    // RFC 9112, section 6.3: without these fields an HTTP/1 request has no content. HTTP/2 has no such mark: its end
    // comes later.
    static boolean isThere(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return !request.isEnded();
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null ? !length.equals("0") : request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
    }
}
