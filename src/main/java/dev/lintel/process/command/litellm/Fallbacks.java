package dev.lintel.process.command.litellm;

import dev.lintel.process.command.litellm.file.Notes;
import dev.lintel.process.command.litellm.file.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which models are asked when one has failed, and which when those have. */
final class Fallbacks {

    private static final String FOR_ALL_OTHERS = "*";

    private final Map<String, List<String>> byGroup = new LinkedHashMap<>();
    private final Map<String, Setting> written = new LinkedHashMap<>();
    private final Notes notes;

    Fallbacks(Setting file, Notes notes) {
        this.notes = notes;
        either(file, "fallbacks")
                .ifPresent(all -> all.items().forEach(item -> item.entries().forEach(this::read)));
        either(file, "default_fallbacks").ifPresent(all -> read(FOR_ALL_OTHERS, all));
    }

    private static Optional<Setting> either(Setting file, String key) {
        return file.get("router_settings")
                .flatMap(router -> router.get(key))
                .or(() -> file.get("litellm_settings").flatMap(settings -> settings.get(key)));
    }

    private void read(String group, Setting models) {
        List<String> names = new ArrayList<>();
        for (Setting model : models.items()) {
            Optional<String> name = Optional.ofNullable(model.text()).or(() -> model.text("model"));
            name.ifPresent(names::add);
            if (model.text() == null) {
                notes.add(model, "changes the call, too, which Lintel does not: it only asks for the other model");
            }
        }
        if (byGroup.putIfAbsent(group, names) == null) {
            written.put(group, models);
        }
    }

    /** All that are asked after this one, in their order: the first, those after that, the second, and so on. */
    Set<String> after(String group) {
        Set<String> asked = new LinkedHashSet<>();
        asked.add(group);
        follow(group, asked);
        asked.remove(group);
        return asked;
    }

    private void follow(String group, Set<String> asked) {
        List<String> names = byGroup.getOrDefault(group, byGroup.getOrDefault(FOR_ALL_OTHERS, List.of()));
        for (String name : names) {
            if (asked.add(name)) {
                follow(name, asked);
            }
        }
    }

    /** Says of those that are for none of these groups that they are for nobody. */
    void noteOthers(Set<String> groups) {
        written.forEach((group, setting) -> {
            if (!groups.contains(group) && !group.equals(FOR_ALL_OTHERS)) {
                notes.add(
                        setting,
                        group.indexOf('*') >= 0
                                ? "has no counterpart: an alias is for one name, and not for a pattern"
                                : "is of a model that model_list does not have");
            }
        });
    }

    /** Where those of a group are written. */
    Optional<Setting> of(String group) {
        return Optional.ofNullable(written.getOrDefault(group, written.get(FOR_ALL_OTHERS)));
    }
}
