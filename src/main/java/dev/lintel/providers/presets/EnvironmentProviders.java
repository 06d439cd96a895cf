package dev.lintel.providers.presets;

import dev.lintel.providers.Provider;
import dev.lintel.providers.Provider.Credentials;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The providers that the environment's variables make where none is configured. */
final class EnvironmentProviders {

    private static final Logger LOG = Logger.getLogger(EnvironmentProviders.class);

    /** In this order: the first that is there is the default. */
    private static final List<String> WITH_KEY =
            List.of("openai", "anthropic", "groq", "mistral", "deepseek", "gemini", "xai", "openrouter", "together");

    private static final String OPENAI_BASE_URL = "OPENAI_BASE_URL";
    private static final String OLLAMA_HOST = "OLLAMA_HOST";
    private static final String OLLAMA_PORT = "11434";
    private static final Pattern HOST = Pattern.compile("(?:(https?)://)?(\\[[^]]*]|[^:/?#@]*)(?::(\\d{1,5}))?/?");

    private final Function<String, Optional<String>> variables;
    private final ProxyVariables proxies;

    EnvironmentProviders(Function<String, Optional<String>> variables, ProxyVariables proxies) {
        this.variables = variables;
        this.proxies = proxies;
    }

    /** The names of the variables that each make a provider. */
    static String names() {
        return WITH_KEY.stream().map(EnvironmentProviders::keyOf).collect(Collectors.joining(", ")) + " or "
                + OLLAMA_HOST;
    }

    /**
     * All of them.
     *
     * @throws IllegalArgumentException naming the variable at fault
     */
    List<Provider> all() {
        List<Provider> made = new ArrayList<>();
        for (String name : WITH_KEY) {
            variables.apply(keyOf(name)).ifPresent(key -> made.add(ofKey(name, key, made.isEmpty())));
        }
        variables
                .apply(OLLAMA_HOST)
                .ifPresent(host -> made.add(
                        made(OLLAMA_HOST, () -> provider("ollama", ollama(host), Credentials.NONE, made.isEmpty()))));
        return made;
    }

    private Provider ofKey(String name, String key, boolean isDefault) {
        Optional<String> url = name.equals("openai") ? variables.apply(OPENAI_BASE_URL) : Optional.empty();
        return made(
                url.isPresent() ? keyOf(name) + ", " + OPENAI_BASE_URL : keyOf(name),
                () -> provider(name, url, new Credentials(key, false), isDefault));
    }

    private Provider provider(String name, Optional<String> url, Credentials credentials, boolean isDefault) {
        Preset preset = Preset.of(name).orElseThrow();
        return Provider.of(
                name,
                preset.providerName(),
                proxies.onTheWay(preset.endpoint(url)),
                credentials,
                preset.models(),
                isDefault);
    }

    // As Ollama itself reads the address that it listens at.
    private static Optional<String> ollama(String text) {
        Matcher host = HOST.matcher(text.strip());
        if (!host.matches()) {
            throw new IllegalArgumentException("the value is no host, such as 127.0.0.1:11434");
        }
        boolean bare = host.group(1) == null;
        String port = host.group(3) != null ? host.group(3) : bare ? OLLAMA_PORT : "";
        String name = host.group(2).isEmpty() || host.group(2).equals("0.0.0.0") ? "127.0.0.1" : host.group(2);
        return Optional.of((bare ? "http" : host.group(1)) + "://" + name + (port.isEmpty() ? "" : ":" + port) + "/v1");
    }

    private static Provider made(String variables, Supplier<Provider> how) {
        try {
            Provider provider = how.get();
            LOG.infof(
                    "Provider '%s' at %s, by %s%s.",
                    provider.name(), provider.baseUrl(), variables, provider.isDefault() ? ", the default" : "");
            return provider;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(variables + ": " + e.getMessage(), e);
        }
    }

    private static String keyOf(String name) {
        return name.toUpperCase(Locale.ROOT) + "_API_KEY";
    }
}
