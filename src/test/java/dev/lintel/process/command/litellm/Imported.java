package dev.lintel.process.command.litellm;

import dev.lintel.callers.Callers;
import dev.lintel.callers.CallersConfig;
import dev.lintel.callers.limits.LocalLimiter;
import dev.lintel.callers.prices.PricesConfig;
import dev.lintel.process.listener.ListenerConfig;
import dev.lintel.process.policy.Rules;
import dev.lintel.process.policy.Sections;
import dev.lintel.process.policy.Surroundings;
import dev.lintel.process.policy.TracingConfig;
import dev.lintel.providers.ModelAliasesConfig;
import dev.lintel.providers.Provider;
import dev.lintel.providers.Providers;
import dev.lintel.providers.ProvidersConfig;
import dev.lintel.providers.Target;
import dev.lintel.testing.ConfigSchema;
import dev.lintel.testing.YamlSection;
import io.smallrye.config.SmallRyeConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the command has made of a file of LiteLLM's, and Lintel of that. */
record Imported(int status, String yaml, List<String> said) {

    static final Path FILES = Path.of("src/test/resources/litellm");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)");

    /** Of one of the files that lie with the tests. */
    static Imported file(String name) {
        return run("", FILES.resolve(name + ".yaml").toString());
    }

    /** Of a file that comes by standard input. */
    static Imported of(String text) {
        return run(text, "-");
    }

    static Imported run(String input, String file) {
        return command(input, "litellm", file);
    }

    static Imported command(String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = LiteLlmImport.run(
                List.of(arguments),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Imported(
                status,
                out.toString(StandardCharsets.UTF_8),
                err.toString(StandardCharsets.UTF_8).lines().toList());
    }

    /** What stands below the comments. */
    String configuration() {
        return yaml.lines()
                        .filter(line -> !line.startsWith("#"))
                        .collect(Collectors.joining("\n", "", "\n"))
                        .strip() + "\n";
    }

    /** What is said of the file, without its name. */
    List<String> notes() {
        return said.stream().map(line -> line.replaceFirst("^.*?:(?=\\d)", "")).toList();
    }

    /** The schema's faults: a variable is text, whatever it stands for. */
    List<String> faults() {
        return ConfigSchema.read().faults(yaml.replaceAll("\\$\\{\\w+_SHA256}", "0".repeat(64)));
    }

    Rules rules() {
        return Rules.of(
                Sections.of(config()), new Surroundings(null, null, new LocalLimiter(InstantSource.system())), null);
    }

    Providers providers() {
        return rules().providers();
    }

    Provider provider(String name) {
        return providers().all().stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no provider " + name + " in " + yaml));
    }

    Callers callers() {
        return rules().callers();
    }

    ListenerConfig listener() {
        return config().getConfigMapping(ListenerConfig.class);
    }

    /** Who is asked for a model by a call that stands alone, in their order. */
    List<String> targets(String model) {
        return providers().route(model, () -> null).targets().stream()
                .map(Imported::shown)
                .toList();
    }

    private static String shown(Target target) {
        return target.provider().name() + "/" + target.model().orElse("(as asked)");
    }

    /** Of many conversations, how many per cent ask this target first. */
    long percentage(String model, String target) {
        Providers providers = providers();
        int calls = 20_000;
        long first = java.util.stream.IntStream.range(0, calls)
                .filter(call -> shown(
                                providers.route(model, () -> "talk-" + call).first())
                        .equals(target))
                .count();
        return Math.round(100.0 * first / calls);
    }

    // Each variable that it wants is there; those with a meaning have a value that has it.
    private SmallRyeConfig config() {
        Map<String, String> variables = VARIABLE.matcher(yaml)
                .results()
                .map((MatchResult name) -> name.group(1))
                .distinct()
                .collect(Collectors.toMap(name -> name, Imported::value));
        return YamlSection.config(
                yaml,
                variables,
                ListenerConfig.class,
                ProvidersConfig.class,
                ModelAliasesConfig.class,
                CallersConfig.class,
                PricesConfig.class,
                TracingConfig.class);
    }

    private static String value(String variable) {
        if (variable.endsWith("_SHA256")) {
            return "ab".repeat(32);
        }
        if (variable.contains("TIMEOUT")) {
            return "7";
        }
        return variable.contains("_BASE") ? "https://of-variable.example" : "value-of-" + variable;
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
