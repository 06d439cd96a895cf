package dev.lintel.process.command.litellm.deployment;

import dev.lintel.process.command.litellm.file.Notes;
import dev.lintel.process.command.litellm.file.Setting;
import dev.lintel.providers.endpoint.AddedHeaders;
import dev.lintel.providers.endpoint.ProviderKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads {@code model_list}: who is called for each of its models, and how. */
public final class ModelList {

    /** The version of Azure's API that LiteLLM asks for where nothing says one. */
    private static final String AZURE_VERSION = "${AZURE_API_VERSION:2025-02-01-preview}";

    /** Fields whose values are no secrets. */
    private static final Set<String> OPEN_FIELDS = Set.of(
            "anthropic-beta",
            "anthropic-version",
            "openai-beta",
            "openai-organization",
            "openai-project",
            "http-referer",
            "x-title",
            "user-agent");

    private final Setting file;
    private final Variables variables;
    private final Notes notes;
    private final Addresses addresses;
    private final Bounds bounds;

    public ModelList(Setting file, Variables variables, Notes notes) {
        this.file = file;
        this.variables = variables;
        this.notes = notes;
        this.addresses = new Addresses(variables, notes);
        this.bounds = new Bounds(file, variables, notes);
    }

    /** Those that can be called, in their order. */
    public List<Deployment> read() {
        List<Setting> entries = file.get("model_list").map(Setting::items).orElse(List.of());
        // A key that stands in the file must not get the name of one that is only in the environment.
        entries.forEach(entry -> params(entry)
                .filter(params -> params.get("api_key").isEmpty())
                .flatMap(params -> vendor(params, text(params, "model")))
                .map(Vendor::keyVariable)
                .ifPresent(variables::reserve));
        List<Deployment> deployments = new ArrayList<>();
        entries.forEach(entry -> deployment(entry).ifPresent(deployments::add));
        return deployments;
    }

    private Optional<Deployment> deployment(Setting entry) {
        String group = text(entry, "model_name");
        Optional<Setting> params = params(entry);
        Optional<Setting> model = params.flatMap(all -> all.get("model"));
        if (group.isEmpty() || model.isEmpty() || model.get().text() == null) {
            return none(entry, "has no model_name, or no litellm_params.model");
        }
        String written = text(params.get(), "model");
        if (written.equals("*")) {
            return none(
                    model.get(),
                    "has no counterpart: who serves a model is not told by its name alone; write a provider"
                            + " for each that you use, whose models Lintel knows");
        }
        Optional<Vendor> vendor = vendor(params.get(), written);
        if (vendor.isEmpty()) {
            return none(model.get(), whyNot(params.get(), written));
        }
        if (params.get().get("api_key").isEmpty() && hasTokens(params.get())) {
            return none(entry, "has no counterpart: Lintel fetches no tokens from Entra ID; it wants an API key");
        }
        return Optional.of(new Deployment(
                entry,
                group,
                endpoint(vendor.get(), params.get()),
                model(vendor.get(), model.get()),
                params.get().get("order").map(order -> order.number().orElse(1)).orElse(Double.MAX_VALUE)));
    }

    private Optional<Deployment> none(Setting setting, String remark) {
        notes.add(setting, remark);
        return Optional.empty();
    }

    private static String whyNot(Setting params, String model) {
        String word = word(params, model);
        return word.isEmpty()
                ? "does not say who serves it: LiteLLM's name for that belongs before it, as in openai/gpt-4o"
                : Vendor.whyNot(Notes.shown(word));
    }

    private static String word(Setting params, String model) {
        int slash = model.indexOf('/');
        return params.text("custom_llm_provider").orElse(slash > 0 ? model.substring(0, slash) : "");
    }

    private static Optional<Vendor> vendor(Setting params, String model) {
        String word = word(params, model);
        return word.isEmpty() ? Vendor.serving(model) : Vendor.of(word);
    }

    // LiteLLM's further words say how it itself is to write a call.
    private String model(Vendor vendor, Setting written) {
        String text = String.valueOf(written.text());
        String model = text.startsWith(vendor.word() + "/")
                ? text.substring(vendor.word().length() + 1)
                : text;
        if (model.startsWith("responses/")) {
            notes.add(
                    written, "says responses/: a call of chat/completions stays one, and is not made one of responses");
        }
        return model.replaceFirst("^(responses|o_series|gpt5_series)/", "");
    }

    // What a credential has stands for what the entry itself does not say.
    private Optional<Setting> params(Setting entry) {
        return entry.get("litellm_params").map(params -> {
            Map<String, Setting> all = new LinkedHashMap<>();
            params.text("litellm_credential_name")
                    .flatMap(this::credential)
                    .ifPresent(values -> all.putAll(values.entries()));
            all.putAll(params.entries());
            return new Setting(params.path(), params.line(), null, List.of(), all);
        });
    }

    private Optional<Setting> credential(String name) {
        return file.get("credential_list").stream()
                .flatMap(list -> list.items().stream())
                .filter(credential -> text(credential, "credential_name").equals(name))
                .findFirst()
                .flatMap(credential -> credential.get("credential_values"));
    }

    private static boolean hasTokens(Setting params) {
        return Stream.of("azure_ad_token", "tenant_id", "client_secret", "azure_scope")
                .anyMatch(key -> params.get(key).isPresent());
    }

    private Endpoint endpoint(Vendor vendor, Setting params) {
        Optional<Setting> base = params.get("api_base").or(() -> params.get("base_url"));
        String name = Addresses.name(vendor, base);
        String version = text(params, "api_version");
        return new Endpoint(
                vendor,
                name,
                vendor.kind(),
                base.map(written -> addresses.baseUrl(vendor, name, written, version))
                        .orElseGet(() -> unwritten(vendor)),
                accessKey(vendor, name, params),
                headers(name, params),
                query(vendor, name, params, version),
                bounds.of(params));
    }

    private @Nullable String unwritten(Vendor vendor) {
        if (vendor.preset().flatMap(preset -> preset.baseUrl()).isPresent()) {
            return null;
        }
        return vendor.url()
                .orElseGet(() -> variables.named(vendor.word().toUpperCase(Locale.ROOT) + "_API_BASE")
                        + (vendor.kind() == ProviderKind.AZURE ? "/openai" : ""));
    }

    private @Nullable String accessKey(Vendor vendor, String name, Setting params) {
        Optional<Setting> key = params.get("api_key");
        if (key.isPresent()) {
            return variables.key(key.get(), name + "_API_KEY");
        }
        if (vendor.keyVariable() == null) {
            return null;
        }
        if (vendor.isForm() && !name.equals("openai")) {
            notes.add(params, "has no api_key, and gets none: LiteLLM would send " + vendor.keyVariable() + " there");
            return null;
        }
        return variables.named(vendor.keyVariable());
    }

    private SortedMap<String, String> headers(String name, Setting params) {
        SortedMap<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        params.get("organization")
                .ifPresent(organization -> headers.put("openai-organization", variables.plain(organization)));
        Stream.of("extra_headers", "headers")
                .flatMap(key -> params.get(key).stream())
                .forEach(fields -> fields.entries().forEach((field, value) -> {
                    if (isAllowed(field, value)) {
                        headers.put(
                                field,
                                OPEN_FIELDS.contains(field.toLowerCase(Locale.ROOT))
                                        ? variables.plain(value)
                                        : variables.secret(value, name + "_" + field));
                    }
                }));
        return headers;
    }

    private boolean isAllowed(String field, Setting value) {
        try {
            return value.text() != null
                    && !new AddedHeaders(Map.of(field, "")).fields().isEmpty();
        } catch (IllegalArgumentException e) {
            notes.add(value, "has no counterpart: " + Notes.shown(String.valueOf(e.getMessage())));
            return false;
        }
    }

    private SortedMap<String, String> query(Vendor vendor, String name, Setting params, String version) {
        SortedMap<String, String> query = new TreeMap<>();
        if (vendor.kind() == ProviderKind.AZURE && Addresses.isDated(version)) {
            Supplier<String> unsaid = () -> AZURE_VERSION;
            query.put(
                    "api-version",
                    params.get("api_version").map(variables::plain).orElseGet(unsaid));
        }
        params.get("extra_query")
                .ifPresent(added -> added.entries().forEach((key, value) -> {
                    if (value.text() != null) {
                        query.put(key, variables.secret(value, name + "_" + key));
                    }
                }));
        return query;
    }

    private static String text(Setting section, String key) {
        return section.text(key).map(String::strip).orElse("");
    }
}
