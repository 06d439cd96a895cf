package dev.lintel.providers.presets;

import dev.lintel.providers.Provider;
import dev.lintel.providers.Provider.Credentials;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The providers that the environment's variables make where none is configured. */
final class EnvironmentProviders {

    private static final Logger LOG = Logger.getLogger(EnvironmentProviders.class);

    /** In this order: the first that is there is the default. */
    private static final List<String> WITH_KEY =
            List.of("openai", "anthropic", "groq", "mistral", "deepseek", "gemini", "xai", "openrouter", "together");

    private static final String OPENAI_BASE_URL = "OPENAI_BASE_URL";
    private static final String OPENAI = "openai";
    private static final String OLLAMA = "ollama";
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

    /** The names of all of them, in their order. */
    List<String> all() {
        return Stream.concat(WITH_KEY.stream(), Stream.of(OLLAMA))
                .filter(name -> variables
                        .apply(name.equals(OLLAMA) ? OLLAMA_HOST : keyOf(name))
                        .isPresent())
                .toList();
    }

    /**
     * One of them.
     *
     * @throws IllegalArgumentException naming the variable at fault
     */
    Provider of(String name, boolean isDefault) {
        if (name.equals(OLLAMA)) {
            return made(OLLAMA_HOST, () -> provider(name, url(name), Credentials.NONE, isDefault));
        }
        return made(
                url(name).isPresent() ? keyOf(name) + ", " + OPENAI_BASE_URL : keyOf(name),
                () -> provider(name, url(name), new Credentials(key(name).orElseThrow(), false), isDefault));
    }

    /** The key of the one of this name, if a variable has it. */
    Optional<String> key(String name) {
        return WITH_KEY.contains(name) ? variables.apply(keyOf(name)) : Optional.empty();
    }

    /** Where the one of this name is, if a variable says so. */
    Optional<String> url(String name) {
        return switch (name) {
            case OLLAMA -> variables.apply(OLLAMA_HOST).map(EnvironmentProviders::ollama);
            case OPENAI -> variables.apply(OPENAI_BASE_URL);
            default -> Optional.empty();
        };
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
    private static String ollama(String text) {
        Matcher host = HOST.matcher(text.strip());
        if (!host.matches()) {
            throw new IllegalArgumentException("the value is no host, such as 127.0.0.1:11434");
        }
        boolean bare = host.group(1) == null;
        String port = host.group(3) != null ? host.group(3) : bare ? OLLAMA_PORT : "";
        String name = host.group(2).isEmpty() || host.group(2).equals("0.0.0.0") ? "127.0.0.1" : host.group(2);
        return (bare ? "http" : host.group(1)) + "://" + name + (port.isEmpty() ? "" : ":" + port) + "/v1";
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
