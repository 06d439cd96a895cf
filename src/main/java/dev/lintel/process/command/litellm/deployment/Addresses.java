package dev.lintel.process.command.litellm.deployment;

import dev.lintel.process.command.litellm.file.Notes;
import dev.lintel.process.command.litellm.file.Setting;
import dev.lintel.providers.endpoint.ProviderKind;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What {@code api_base} becomes: the URL that stands for {@code /v1}, and a name where that says more than its form. */
final class Addresses {

    private static final Pattern URL = Pattern.compile("(https?://)([^/?#]+)([^?#]*)(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern DEPLOYMENT = Pattern.compile("(.*/openai/deployments/[^/]+).*");
    private static final Pattern ENDS = Pattern.compile("(_API)?_(BASE|URL|ENDPOINT|HOST)(_URL)?$");
    private static final Set<String> NAMES_NOBODY = Set.of("www", "api", "inference", "ai", "llm");

    /** Versions of Azure's that are no dates but its newer surface. */
    private static final Set<String> NEWER = Set.of("v1", "latest", "preview");

    private final Variables variables;
    private final Notes notes;

    Addresses(Variables variables, Notes notes) {
        this.variables = variables;
        this.notes = notes;
    }

    /** The base URL, in Lintel's form. */
    String baseUrl(Vendor vendor, String name, Setting written, String version) {
        if (written.variable().isPresent()) {
            String ending = ending(vendor, version);
            if (!ending.isEmpty()) {
                notes.add(
                        written,
                        "is a variable, and '" + ending + "' is put behind it: its value may not end with '/'");
            }
            return variables.plain(written) + ending;
        }
        Matcher url = URL.matcher(String.valueOf(written.text()).strip());
        if (!url.matches()
                || url.group(2).contains("@")
                || (!url.group(4).isEmpty() && vendor.kind() != ProviderKind.AZURE)) {
            notes.add(written, "is no plain URL; Lintel wants one without credentials and query");
            return variables.secret(written, name + "_BASE_URL");
        }
        String origin = url.group(1) + url.group(2);
        return (origin + path(vendor, url.group(3).replaceAll("/+$", ""), version)).replace("${", "\\${");
    }

    private static String path(Vendor vendor, String path, String version) {
        String ending = ending(vendor, version);
        return switch (vendor.kind()) {
            case AZURE -> {
                Matcher deployment = DEPLOYMENT.matcher(path);
                if (deployment.matches()) {
                    yield deployment.group(1);
                }
                int newer = path.indexOf("/openai/v1");
                yield newer >= 0 ? path.substring(0, newer) + "/openai/v1" : path.replaceAll("/openai$", "") + ending;
            }
            case ANTHROPIC -> path.replaceAll("(/v1)?(/messages)?$", "") + ending;
            case OPENAI ->
                path.replaceAll("/(chat/)?completions$|/embeddings$", "")
                                .replaceAll(ending.isEmpty() ? "$" : "(" + ending + ")?$", "")
                        + ending;
        };
    }

    // What LiteLLM puts behind by itself, and Lintel does not.
    private static String ending(Vendor vendor, String version) {
        return switch (vendor.kind()) {
            case AZURE -> NEWER.contains(version) ? "/openai/v1" : "/openai";
            case ANTHROPIC -> "/v1";
            case OPENAI -> vendor.provider().equals("ollama") ? "/v1" : "";
        };
    }

    /** Whether a version of Azure's API is said in the query. */
    static boolean isDated(String version) {
        return !NEWER.contains(version);
    }

    /** What to call a provider that is reached there. */
    static String name(Vendor vendor, Optional<Setting> written) {
        if (written.isEmpty() || !vendor.isForm()) {
            return vendor.provider();
        }
        Optional<String> variable = written.get().variable();
        if (variable.isPresent()) {
            return named(ENDS.matcher(variable.get()).replaceFirst("")).orElse("openai-compatible");
        }
        Matcher url = URL.matcher(String.valueOf(written.get().text()));
        if (!url.matches() || url.group(2).contains("@")) {
            return "openai-compatible";
        }
        String host = url.group(2).replaceAll(":\\d+$", "").toLowerCase(Locale.ROOT);
        if (host.endsWith("openai.com") || !host.matches(".*[a-z].*")) {
            return host.endsWith("openai.com") ? "openai" : "openai-compatible";
        }
        List<String> labels = Stream.of(host.split("\\."))
                .filter(label -> !NAMES_NOBODY.contains(label))
                .toList();
        return labels.isEmpty() ? "openai-compatible" : named(labels.get(0)).orElse("openai-compatible");
    }

    private static Optional<String> named(String text) {
        String name =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        return name.isEmpty() || name.equals("azure") || name.equals("anthropic")
                ? Optional.empty()
                : Optional.of(name);
    }
}
