package dev.lintel.providers.endpoint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a provider wants paths, versions and credentials written. */
public enum ProviderKind {
    /** OpenAI and the many that are like it. */
    OPENAI(CredentialField.BEARER, List.of("authorization")),
    /** Azure OpenAI: the model in the path, the version in the query. */
    AZURE(new CredentialField("api-key", ""), List.of("authorization", "api-key")),
    /** Anthropic and those that speak its dialect. */
    ANTHROPIC(new CredentialField("x-api-key", ""), List.of("authorization", "x-api-key"));

    /** The header field by which a client says what version of Anthropic's API it means. */
    public static final String VERSION_FIELD = "anthropic-version";

    /** What is meant where a client does not say. */
    public static final String VERSION = "2023-06-01";

    /** How Azure's clients say, in the query, what version of its API they mean. It means nothing to others. */
    static final String VERSION_PARAMETER = "api-version";

    // A record of texts, and a list that nothing is added to.
    @SuppressWarnings("ImmutableEnumChecker")
    private final CredentialField credential;

    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> clientCredentials;

    ProviderKind(CredentialField credential, List<String> clientCredentials) {
        this.credential = credential;
        this.clientCredentials = clientCredentials;
    }

    /**
     * Where the key stands in a call. Anthropic takes OpenAI's dialect as OpenAI's own clients send it.
     *
     * @param target the path below the base URL, perhaps with a query
     */
    public CredentialField credential(String target) {
        return this == ANTHROPIC && target.startsWith("/chat/completions") ? CredentialField.BEARER : credential;
    }

    /** The fields that a client's own credential may stand in, where that is handed on. */
    public List<String> clientCredentials() {
        return clientCredentials;
    }

    /** The query that has the list of models come in one page; null for none. */
    public @Nullable String modelsQuery() {
        return this == ANTHROPIC ? "limit=1000" : null;
    }

    /** Where a key stands: the name of a header field, and what is written before the key. */
    public record CredentialField(String name, String prefix) {

        static final CredentialField BEARER = new CredentialField("authorization", "Bearer ");
    }
}
