package dev.lintel.upstream;

import dev.lintel.http.EndToEndFields;
import dev.lintel.http.FieldNames;
import dev.lintel.http.WebsocketFields;
import dev.lintel.providers.Provider;
import dev.lintel.providers.Provider.Credentials;
import dev.lintel.providers.endpoint.ProviderKind;
import dev.lintel.providers.endpoint.ProviderKind.CredentialField;
import dev.lintel.upstream.origin.Origin;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a provider.
 *
 * @param method as the client sent it
 * @param target what follows the provider's base URL, with a slash in front and the query as it came
 * @param received the header fields that the client sent; only read
 * @param acceptEncoding the codings that the answer may have, in the place of those that the client accepts; null for
 *     those
 * @param body what is sent with it
 */
public record OutgoingRequest(
        HttpMethod method,
        String target,
        MultiMap received,
        @Nullable String acceptEncoding,
        Body body) {

    /** Fields that are about the connection to Lintel, or are the client's credentials for it. */
    private static final FieldNames OWN = FieldNames.of("host", "expect", "authorization", "api-key", "x-api-key");

    private static final EndToEndFields STREAMED = EndToEndFields.except(OWN);
    private static final EndToEndFields ENCODED = EndToEndFields.except(OWN.and(FieldNames.of("content-length")));
    private static final EndToEndFields PLAIN =
            EndToEndFields.except(OWN.and(FieldNames.of("content-length", "content-encoding")));

    /** A request's content. */
    public sealed interface Body {}

    /** No content. */
    public record NoBody() implements Body {}

    /** No content, and the protocol is to be switched to WebSocket (RFC 6455, section 4.1). */
    public record Upgrade() implements Body {}

    /** Content that has been read whole; a coding it came in has been taken off unless {@code encoded}. */
    public record WholeBody(Buffer content, boolean encoded) implements Body {}

    /**
     * Content that is passed on as it comes, no faster than the provider takes it.
     *
     * @param grown by how many bytes it is longer than the client's head has announced
     * @param announced whether the client's head has said that there is some; else its first byte or its end must be waited for
     */
    public record StreamedBody(ReadStream<Buffer> content, int grown, boolean announced) implements Body {}

    /** Whether it asks for another protocol. */
    boolean isUpgrade() {
        return body instanceof Upgrade;
    }

    /** Adds the fields that go to {@code origin}: the client's, with the provider's credentials in the place of its own. */
    void describe(MultiMap headers, Origin origin) {
        EndToEndFields passed = body instanceof WholeBody whole ? (whole.encoded() ? ENCODED : PLAIN) : STREAMED;
        passed.copy(received, headers);
        if (body instanceof StreamedBody streamed && streamed.grown() != 0) {
            String length = received.get(HttpHeaders.CONTENT_LENGTH);
            if (length != null) {
                headers.set(HttpHeaders.CONTENT_LENGTH, String.valueOf(Long.parseLong(length) + streamed.grown()));
            }
        }
        origin.via().addTo(headers);
        if (isUpgrade()) {
            describeUpgrade(headers);
        }
        describeForKind(headers, origin);
        if (acceptEncoding != null) {
            headers.set(HttpHeaders.ACCEPT_ENCODING, acceptEncoding);
        }
    }

    private static void describeUpgrade(MultiMap headers) {
        WebsocketFields.announceSwitch(headers);
        List<String> offered = WebsocketFields.offered(headers);
        headers.remove(WebsocketFields.SUBPROTOCOL);
        if (!offered.isEmpty()) {
            headers.set(WebsocketFields.SUBPROTOCOL, String.join(", ", offered));
        }
    }

    private void describeForKind(MultiMap headers, Origin origin) {
        Provider provider = origin.provider();
        ProviderKind kind = provider.endpoint().kind();
        if (kind == ProviderKind.ANTHROPIC && !headers.contains(ProviderKind.VERSION_FIELD)) {
            headers.set(ProviderKind.VERSION_FIELD, ProviderKind.VERSION);
        }
        if (!provider.endpoint().headers().fields().isEmpty()) {
            provider.endpoint().headers().fields().forEach(headers::set);
        }
        Credentials credentials = provider.credentials();
        String key = credentials.accessKey();
        if (key != null) {
            CredentialField field = kind.credential(target);
            headers.set(field.name(), field.prefix() + key);
        } else if (credentials.forwardsAuthorization()) {
            for (String field : kind.clientCredentials()) {
                String value = received.get(field);
                if (value != null) {
                    headers.set(field, value);
                }
            }
        }
    }
}
