package dev.lintel.process;

import static dev.lintel.process.RefusedStart.checked;
import static dev.lintel.process.RefusedStart.refused;

import dev.lintel.demo.DemoConfig;
import dev.lintel.demo.DemoProvider;
import dev.lintel.providers.ModelAliasesConfig;
import dev.lintel.providers.ModelPattern;
import dev.lintel.providers.Provider;
import dev.lintel.providers.Provider.Credentials;
import dev.lintel.providers.Providers;
import dev.lintel.providers.Providers.AliasTarget;
import dev.lintel.providers.ProvidersConfig;
import dev.lintel.providers.Retry;
import dev.lintel.providers.Timeouts;
import dev.lintel.providers.availability.BreakerRule;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the providers of their sections, of the environment, and of the demo. */
@Singleton
final class ProvidersWiring {

    @Produces
    @Singleton
    @Startup
    Providers providers(ProvidersConfig configured, ModelAliasesConfig aliases, DemoConfig demo, Implied implied) {
        List<Provider> providers = new ArrayList<>();
        new TreeMap<>(configured.byName()).forEach((name, section) -> providers.add(provider(name, section)));
        if (providers.isEmpty()) {
            implied.openAi().ifPresent(providers::add);
        }
        if (demo.enabled()) {
            providers.add(implied.demo(providers));
        }
        if (providers.isEmpty()) {
            throw refused("providers: there is none. Write one into config/application.yaml, such as"
                    + " 'providers: {openai: {base_url: https://api.openai.com/v1, access_key: \"...\", default: true}}',"
                    + " or set OPENAI_API_KEY");
        }
        return checked("", () -> new Providers(providers, targets(aliases)));
    }

    private static Map<String, List<AliasTarget>> targets(ModelAliasesConfig aliases) {
        Map<String, List<AliasTarget>> targets = new TreeMap<>();
        aliases.byName().forEach((alias, section) -> targets.put(alias, targets(alias, section)));
        return targets;
    }

    // A list of texts is one of sections too, in which nothing stands.
    private static List<AliasTarget> targets(String alias, ModelAliasesConfig.Section section) {
        if (section.weighted().stream().noneMatch(target -> target.model().isPresent())) {
            return section.targets().orElse(List.of()).stream()
                    .map(name -> new AliasTarget(name, OptionalInt.empty()))
                    .toList();
        }
        return section.weighted().stream()
                .map(target -> new AliasTarget(
                        target.model()
                                .orElseThrow(
                                        () -> new IllegalArgumentException(
                                                "model_aliases." + alias
                                                        + ".targets: each is provider/model, or each is {model: provider/model, weight: 1}")),
                        target.weight()))
                .toList();
    }

    private static Provider provider(String name, ProvidersConfig.Section section) {
        return checked(
                "providers." + name + ".",
                () -> new Provider(
                        name,
                        section.providerName().orElse(name),
                        url(section.baseUrl()),
                        new Credentials(section.accessKey().orElse(null), section.forwardAuthorization()),
                        section.models().orElse(List.of()).stream()
                                .map(ModelPattern::of)
                                .toList(),
                        section.isDefault(),
                        section.includeUsage(),
                        section.propagate(),
                        new Timeouts(
                                section.connectTimeout(),
                                section.firstByteTimeout(),
                                section.idleTimeout(),
                                section.totalTimeout()),
                        new Retry(
                                section.retry().attempts(),
                                section.retry().backoff(),
                                section.retry().maxBackoff()),
                        new BreakerRule(
                                section.breaker().failures(),
                                section.breaker().within(),
                                section.breaker().openFor()),
                        section.maxCalls()));
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

    /** The providers that nobody has to configure. */
    @Singleton
    static final class Implied {

        private static final List<ModelPattern> OPENAI_MODELS = Stream.of(
                        "gpt-*", "chatgpt-*", "o*", "text-embedding-*", "davinci-*", "babbage-*")
                .map(ModelPattern::of)
                .toList();

        private final DemoProvider demo;
        private final Optional<String> openAiKey;
        private final Optional<String> openAiUrl;

        Implied(
                DemoProvider demo,
                @ConfigProperty(name = "OPENAI_API_KEY") Optional<String> openAiKey,
                @ConfigProperty(name = "OPENAI_BASE_URL") Optional<String> openAiUrl) {
            this.demo = demo;
            this.openAiKey = openAiKey;
            this.openAiUrl = openAiUrl;
        }

        /** OpenAI by the variables that its own clients read. */
        Optional<Provider> openAi() {
            return openAiKey.map(key -> checked(
                    "OPENAI_API_KEY, OPENAI_BASE_URL: ",
                    () -> Provider.of(
                            "openai",
                            url(openAiUrl.orElse("https://api.openai.com/v1")),
                            new Credentials(key, false),
                            OPENAI_MODELS,
                            true)));
        }

        /** The demo provider, started; the default if there is no other. */
        Provider demo(List<Provider> others) {
            return Provider.of(
                    "demo",
                    demo.start(),
                    Credentials.NONE,
                    List.of(ModelPattern.of(DemoProvider.MODEL)),
                    others.isEmpty());
        }
    }
}
