package dev.lintel.providers.presets;

import dev.lintel.providers.ModelPattern;
import dev.lintel.providers.endpoint.AddedHeaders;
import dev.lintel.providers.endpoint.AddedQuery;
import dev.lintel.providers.endpoint.Endpoint;
import dev.lintel.providers.endpoint.ProviderKind;
import dev.lintel.providers.endpoint.TlsFiles;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is known of a provider by its name alone. What the configuration says wins.
 *
 * @param name what it is called in the configuration
 * @param providerName the value of {@code gen_ai.provider.name}
 * @param baseUrl where it is; empty where each customer has a place of its own
 * @param models the models that are its own: names that others serve, too, are claimed by nobody
 */
public record Preset(
        String name, ProviderKind kind, String providerName, Optional<String> baseUrl, List<ModelPattern> models) {

    private static final List<Preset> ALL = List.of(
            new Preset(
                    "openai",
                    ProviderKind.OPENAI,
                    "openai",
                    Optional.of("https://api.openai.com/v1"),
                    models(
                            "gpt-*",
                            "chatgpt-*",
                            "codex-*",
                            "o1*",
                            "o3*",
                            "o4*",
                            "text-embedding-*",
                            "text-moderation-*",
                            "omni-moderation-*",
                            "dall-e-*",
                            "tts-*",
                            "whisper-1",
                            "davinci-*",
                            "babbage-*")),
            new Preset(
                    "anthropic",
                    ProviderKind.ANTHROPIC,
                    "anthropic",
                    Optional.of("https://api.anthropic.com/v1"),
                    models("claude-*")),
            new Preset("azure", ProviderKind.AZURE, "azure.ai.openai", Optional.empty(), List.of()),
            likeOpenAi(
                    "groq",
                    "groq",
                    "https://api.groq.com/openai/v1",
                    "llama-3.1-8b-instant",
                    "llama-3.3-70b-versatile",
                    "whisper-large-*"),
            likeOpenAi(
                    "mistral",
                    "mistral_ai",
                    "https://api.mistral.ai/v1",
                    "mistral-*",
                    "ministral-*",
                    "codestral-*",
                    "devstral-*",
                    "magistral-*",
                    "pixtral-*",
                    "voxtral-*",
                    "open-mistral-*",
                    "open-mixtral-*"),
            likeOpenAi("deepseek", "deepseek", "https://api.deepseek.com/v1", "deepseek-chat", "deepseek-reasoner"),
            likeOpenAi("gemini", "gcp.gemini", "https://generativelanguage.googleapis.com/v1beta/openai", "gemini-*"),
            likeOpenAi("xai", "x_ai", "https://api.x.ai/v1", "grok-*"),
            likeOpenAi("openrouter", "openrouter", "https://openrouter.ai/api/v1"),
            likeOpenAi("together", "together", "https://api.together.xyz/v1"),
            likeOpenAi("fireworks", "fireworks", "https://api.fireworks.ai/inference/v1", "accounts/fireworks/*"),
            likeOpenAi("perplexity", "perplexity", "https://api.perplexity.ai", "sonar", "sonar-*"),
            likeOpenAi("cohere", "cohere", "https://api.cohere.ai/compatibility/v1", "command-*", "embed-*"),
            likeOpenAi("cerebras", "cerebras", "https://api.cerebras.ai/v1"),
            likeOpenAi("nvidia", "nvidia", "https://integrate.api.nvidia.com/v1"),
            likeOpenAi("ollama", "ollama", "http://localhost:11434/v1"));

    private static final Map<String, Preset> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Preset::name, preset -> preset));

    /** What is known of the provider of this name. */
    public static Optional<Preset> of(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** What is known of a provider whose name says nothing. */
    static Preset unknown(String name) {
        return new Preset(name, ProviderKind.OPENAI, name, Optional.empty(), List.of());
    }

    /** The same for a provider that is said to be of this kind: which one it is, it may say better than a name. */
    Preset ofKind(ProviderKind said) {
        if (said == kind) {
            return this;
        }
        String providerOfKind = switch (said) {
            case OPENAI -> name;
            case AZURE -> "azure.ai.openai";
            case ANTHROPIC -> "anthropic";
        };
        return new Preset(name, said, providerOfKind, baseUrl, models);
    }

    /**
     * Where it is.
     *
     * @param configured where the configuration says that it is
     * @throws IllegalArgumentException naming the key, when that is no URL, or nothing says where it is
     */
    Endpoint endpoint(Optional<String> configured) {
        String url = configured.or(() -> baseUrl).orElseThrow(() -> new IllegalArgumentException(noUrl()));
        return new Endpoint(
                kind,
                url(url),
                AddedHeaders.NONE,
                AddedQuery.NONE,
                TlsFiles.NONE,
                Optional.empty(),
                false,
                takesWebsockets());
    }

    // Of the others none is known to: a client that is told so at once goes over to HTTP, and loses nothing.
    private boolean takesWebsockets() {
        return name.equals("openai");
    }

    private String noUrl() {
        return kind == ProviderKind.AZURE
                ? "base_url: there is none; write that of your resource, https://NAME.openai.azure.com/openai"
                : "base_url: there is none, and '" + name + "' is not one of the names that need none: "
                        + ALL.stream()
                                .filter(preset -> preset.baseUrl.isPresent())
                                .map(Preset::name)
                                .collect(Collectors.joining(", "));
    }

    private static URI url(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            // Credentials may stand before an '@' or behind a '?'.
            String shown = text.contains("@") || text.contains("?") ? "the value" : "'" + text + "'";
            throw new IllegalArgumentException("base_url: " + shown + " is not a URL", e);
        }
    }

    private static List<ModelPattern> models(String... patterns) {
        return Stream.of(patterns).map(ModelPattern::of).toList();
    }

    private static Preset likeOpenAi(String name, String providerName, String baseUrl, String... models) {
        return new Preset(name, ProviderKind.OPENAI, providerName, Optional.of(baseUrl), models(models));
    }
}
