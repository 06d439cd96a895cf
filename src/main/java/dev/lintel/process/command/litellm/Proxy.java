package dev.lintel.process.command.litellm;

import dev.lintel.process.command.litellm.deployment.Variables;
import dev.lintel.process.command.litellm.file.Notes;
import dev.lintel.process.command.litellm.file.Setting;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What {@code general_settings} say of the proxy itself: what it takes, and whose keys it takes. */
final class Proxy {

    /** The caller that the master key makes. */
    private static final String MASTER = "master";

    private final Optional<Setting> settings;
    private final Variables variables;
    private final Notes notes;

    Proxy(Setting file, Variables variables, Notes notes) {
        this.settings = file.get("general_settings");
        this.variables = variables;
        this.notes = notes;
    }

    /** The section {@code listener}. */
    SortedMap<String, String> listener() {
        SortedMap<String, String> listener = new TreeMap<>();
        number("global_max_parallel_requests").ifPresent(most -> listener.put("max_calls", String.valueOf(most)));
        number("max_request_size_mb").ifPresent(most -> listener.put("max_body_size", most + "M"));
        return listener;
    }

    private Optional<Long> number(String key) {
        Optional<Setting> setting = settings.flatMap(all -> all.get(key));
        Optional<Long> number = setting.flatMap(
                        all -> all.number().stream().boxed().findFirst())
                .filter(value -> value >= 1 && value <= Integer.MAX_VALUE)
                .map(value -> (long) Math.ceil(value));
        if (number.isEmpty()) {
            setting.ifPresent(all -> notes.add(all, "is no number that could be taken over"));
        }
        return number;
    }

    /** The section {@code callers}. Lintel knows keys by their hashes, so the hash must come from outside. */
    SortedMap<String, String> callers() {
        SortedMap<String, String> callers = new TreeMap<>();
        settings.flatMap(all -> all.get("master_key")).ifPresent(key -> {
            String name = key.variable().orElse("LITELLM_MASTER_KEY");
            String hash = variables.named(name.replaceAll("[^A-Za-z0-9_]", "_") + "_SHA256");
            callers.put(MASTER, "{key_sha256: \"" + hash + "\"}");
            notes.add(
                    key,
                    "is the caller '" + MASTER
                            + "' here, and Lintel wants the SHA-256 of the key, as 'printf %s \"$KEY\" |"
                            + " sha256sum' prints it, in " + hash.substring(2, hash.length() - 1));
        });
        return callers;
    }
}
