package dev.lintel.process.command.litellm;

import dev.lintel.process.command.litellm.Routes.Target;
import dev.lintel.process.command.litellm.deployment.Endpoint;
import dev.lintel.providers.endpoint.ProviderKind;
import dev.lintel.providers.presets.Preset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes Lintel's YAML, line by line, as one would by hand. */
final class LintelYaml {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");
    private static final Pattern PLAIN_VALUE =
            Pattern.compile("(\\$\\{[A-Za-z0-9_]+}|[A-Za-z_]|https?://[A-Za-z0-9])([A-Za-z0-9_./-]|:(?=[0-9]))*");
    private static final Set<String> WORDS = Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

    private final StringBuilder text = new StringBuilder();

    /** A line of comment. */
    void comment(String comment) {
        text.append(comment.isEmpty() ? "#" : "# ").append(comment).append('\n');
    }

    /** A section of values that are YAML already. */
    void section(String name, Map<String, String> values) {
        if (!values.isEmpty()) {
            text.append(name).append(":\n");
            values.forEach((key, value) -> line(1, key + ": " + value));
        }
    }

    /** The section {@code providers}. */
    void providers(Iterable<ProviderEntry> entries) {
        text.append("providers:\n");
        entries.forEach(this::provider);
    }

    private void provider(ProviderEntry entry) {
        Endpoint endpoint = entry.endpoint();
        Optional<Preset> preset = Preset.of(entry.name());
        line(1, key(entry.name()) + ":");
        int begin = text.length();
        if (preset.map(Preset::kind).orElse(ProviderKind.OPENAI) != endpoint.kind()) {
            line(2, "kind: " + endpoint.kind().name().toLowerCase(Locale.ROOT));
        }
        String calledSo = providerName(entry.name(), endpoint.kind());
        String isCalled = providerName(endpoint.name(), endpoint.kind());
        if (!calledSo.equals(isCalled)) {
            line(2, "provider_name: " + value(isCalled));
        }
        Optional<String> known = preset.flatMap(Preset::baseUrl);
        Optional<String> url = Optional.ofNullable(endpoint.baseUrl()).or(endpoint.vendor()::url);
        if (endpoint.baseUrl() != null || !url.equals(known)) {
            url.ifPresent(there -> line(2, "base_url: " + value(there)));
        }
        if (endpoint.accessKey() != null) {
            line(2, "access_key: " + value(endpoint.accessKey()));
        }
        map("headers", endpoint.headers());
        map("query", endpoint.query());
        if (!entry.models().isEmpty()) {
            line(2, "models: " + list(entry.models()));
        }
        if (entry.isDefault()) {
            line(2, "default: true");
        }
        endpoint.bounds().forEach((key, bound) -> line(2, key + ": " + bound));
        if (text.length() == begin) {
            line(2, "kind: openai");
        }
    }

    // As Lintel itself would call it in telemetry.
    private static String providerName(String name, ProviderKind kind) {
        return switch (kind) {
            case AZURE -> "azure.ai.openai";
            case ANTHROPIC -> "anthropic";
            case OPENAI -> Preset.of(name).map(Preset::providerName).orElse(name);
        };
    }

    private void map(String name, SortedMap<String, String> values) {
        if (!values.isEmpty()) {
            line(2, name + ":");
            values.forEach((key, value) -> line(3, key(key) + ": " + value(value)));
        }
    }

    /** The section {@code model_aliases}. */
    void aliases(Map<String, List<Target>> aliases) {
        if (aliases.isEmpty()) {
            return;
        }
        text.append("model_aliases:\n");
        aliases.forEach((name, targets) -> {
            line(1, key(name) + ":");
            boolean shared =
                    targets.stream().filter(target -> target.weight() > 0).count() > 1;
            if (!shared) {
                line(2, "targets: " + list(inOrder(targets)));
                return;
            }
            line(2, "targets:");
            targets.forEach(
                    target -> line(3, "- {model: " + key(target.name()) + ", weight: " + target.weight() + "}"));
        });
    }

    private static List<String> inOrder(List<Target> targets) {
        return targets.stream()
                .sorted((one, other) -> Long.compare(other.weight(), one.weight()))
                .map(Target::name)
                .toList();
    }

    private static String list(List<String> texts) {
        return texts.stream().map(LintelYaml::key).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String key(String name) {
        return PLAIN.matcher(name).matches() && !isWord(name) ? name : quoted(name);
    }

    /** A value as YAML. */
    static String value(String value) {
        return PLAIN_VALUE.matcher(value).matches() && !isWord(value) ? value : quoted(value);
    }

    private static boolean isWord(String text) {
        return WORDS.contains(text.toLowerCase(Locale.ROOT));
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ' || c >= 0x7f) {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    private void line(int depth, String line) {
        text.append("  ".repeat(depth)).append(line).append('\n');
    }

    /** All that has been written. */
    @Override
    public String toString() {
        return text.toString();
    }
}
