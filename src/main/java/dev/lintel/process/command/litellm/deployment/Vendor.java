package dev.lintel.process.command.litellm.deployment;

import dev.lintel.providers.endpoint.ProviderKind;
import dev.lintel.providers.presets.Preset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who serves a model, by the word that LiteLLM writes before the slash.
 *
 * @param word that word
 * @param provider what Lintel calls it
 * @param keyVariable where LiteLLM looks for its key when the file has none; null: it needs none
 * @param baseUrl where it is; null where Lintel knows that by its name, or only the file does
 */
public record Vendor(
        String word,
        String provider,
        @Nullable String keyVariable,
        @Nullable String baseUrl) {

    /** Words of which those are of OpenAI's form that Lintel knows by name, have a URL here, or must have one in the file. */
    private static final Map<String, Vendor> ALL = """
            openai openai OPENAI_API_KEY -
            text-completion-openai openai OPENAI_API_KEY -
            azure azure AZURE_API_KEY -
            azure_text azure AZURE_API_KEY -
            anthropic anthropic ANTHROPIC_API_KEY -
            groq groq GROQ_API_KEY -
            mistral mistral MISTRAL_API_KEY -
            deepseek deepseek DEEPSEEK_API_KEY -
            gemini gemini GEMINI_API_KEY -
            xai xai XAI_API_KEY -
            openrouter openrouter OPENROUTER_API_KEY -
            together_ai together TOGETHERAI_API_KEY -
            fireworks_ai fireworks FIREWORKS_API_KEY -
            perplexity perplexity PERPLEXITYAI_API_KEY -
            cohere cohere COHERE_API_KEY -
            cohere_chat cohere COHERE_API_KEY -
            cerebras cerebras CEREBRAS_API_KEY -
            nvidia_nim nvidia NVIDIA_NIM_API_KEY -
            ollama ollama - -
            ollama_chat ollama - -
            codestral codestral CODESTRAL_API_KEY https://codestral.mistral.ai/v1
            deepinfra deepinfra DEEPINFRA_API_KEY https://api.deepinfra.com/v1/openai
            sambanova sambanova SAMBANOVA_API_KEY https://api.sambanova.ai/v1
            moonshot moonshot MOONSHOT_API_KEY https://api.moonshot.ai/v1
            dashscope dashscope DASHSCOPE_API_KEY https://dashscope-intl.aliyuncs.com/compatible-mode/v1
            hyperbolic hyperbolic HYPERBOLIC_API_KEY https://api.hyperbolic.xyz/v1
            nebius nebius NEBIUS_API_KEY https://api.studio.nebius.ai/v1
            novita novita NOVITA_API_KEY https://api.novita.ai/v3/openai
            baseten baseten BASETEN_API_KEY https://inference.baseten.co/v1
            featherless_ai featherless FEATHERLESS_AI_API_KEY https://api.featherless.ai/v1
            friendliai friendli FRIENDLIAI_API_KEY https://api.friendli.ai/serverless/v1
            lambda_ai lambda LAMBDA_API_KEY https://api.lambda.ai/v1
            vercel_ai_gateway vercel VERCEL_AI_GATEWAY_API_KEY https://ai-gateway.vercel.sh/v1
            wandb wandb WANDB_API_KEY https://api.inference.wandb.ai/v1
            meta_llama llama LLAMA_API_KEY https://api.llama.com/compat/v1
            llamafile llamafile - http://127.0.0.1:8080/v1
            hosted_vllm vllm - -
            lm_studio lm-studio - -
            openai_like openai-compatible - -
            custom_openai openai-compatible - -
            xinference xinference - -
            litellm_proxy litellm LITELLM_PROXY_API_KEY -
            databricks databricks DATABRICKS_API_KEY -
            """.lines()
            .map(line -> line.split(" "))
            .map(row -> new Vendor(row[0], row[1], orNull(row[2]), orNull(row[3])))
            .collect(Collectors.toUnmodifiableMap(Vendor::word, vendor -> vendor));

    private static final Set<String> SIGNED_BY_AWS =
            Set.of("bedrock", "bedrock_converse", "sagemaker", "sagemaker_chat");
    private static final Set<String> SIGNED_BY_GOOGLE = Set.of("vertex_ai", "vertex_ai_beta");

    /** The one of this word; none for whom Lintel cannot call. */
    static Optional<Vendor> of(String word) {
        return Optional.ofNullable(ALL.get(word));
    }

    /** The one that LiteLLM calls for a model with no word before it, where that is sure. */
    static Optional<Vendor> serving(String model) {
        return Stream.of("openai", "anthropic", "cohere")
                .filter(name ->
                        Preset.of(name).orElseThrow().models().stream().anyMatch(pattern -> pattern.matches(model)))
                .findFirst()
                .flatMap(Vendor::of);
    }

    /** Why the one of this word cannot be called. */
    static String whyNot(String word) {
        if (SIGNED_BY_AWS.contains(word)) {
            return "has no counterpart: Lintel does not sign calls as AWS wants them";
        }
        if (SIGNED_BY_GOOGLE.contains(word)) {
            return "has no counterpart: Lintel fetches no tokens from Google; an API key for provider 'gemini' does";
        }
        if (word.equals("azure_ai")) {
            return "has no counterpart as it is; a provider of kind azure whose base_url ends with /openai/v1 may do";
        }
        return "has no counterpart: Lintel does not know '" + word
                + "'; if it speaks OpenAI's API, write it as openai/ with its api_base";
    }

    /** What Lintel knows by its name. */
    Optional<Preset> preset() {
        return Preset.of(provider);
    }

    ProviderKind kind() {
        return preset().map(Preset::kind).orElse(ProviderKind.OPENAI);
    }

    /** Where it is, as far as that is known. */
    public Optional<String> url() {
        return Optional.ofNullable(baseUrl).or(() -> preset().flatMap(Preset::baseUrl));
    }

    /** Whether its name says only in which form it is called, so that a host says better who it is. */
    boolean isForm() {
        return provider.equals("openai") || provider.equals("openai-compatible");
    }

    private static @Nullable String orNull(String cell) {
        return cell.equals("-") ? null : cell;
    }
}
