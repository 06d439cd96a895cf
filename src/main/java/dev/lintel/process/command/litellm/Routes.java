package dev.lintel.process.command.litellm;

import dev.lintel.process.command.litellm.deployment.Deployment;
import dev.lintel.process.command.litellm.file.Notes;
import dev.lintel.process.command.litellm.file.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What each model of the file leads to: deployments that share its calls, then those for when they fail, then its fallbacks. */
final class Routes {

    /** Of one deployment: several may be one target, whose weight is theirs together. */
    private static final long MOST = 100_000;

    private final Map<String, List<Deployment>> groups = new LinkedHashMap<>();
    private final Map<String, Setting> named = new LinkedHashMap<>();
    private final Map<String, List<Target>> aliases = new LinkedHashMap<>();
    private final ProviderEntries providers;
    private final Fallbacks fallbacks;
    private final Notes notes;

    /** One target of an alias; its weight is 0 where it is only for when others fail. */
    record Target(String name, long weight) {}

    Routes(Setting file, List<Deployment> deployments, ProviderEntries providers, Notes notes) {
        this.providers = providers;
        this.notes = notes;
        this.fallbacks = new Fallbacks(file, notes);
        file.get("model_list")
                .ifPresent(list -> list.items()
                        .forEach(item -> item.text("model_name")
                                .map(String::strip)
                                .filter(name -> name.indexOf('*') < 0)
                                .ifPresent(name -> named.putIfAbsent(name, item))));
        deployments.stream()
                .filter(deployment -> !deployment.isPattern())
                .forEach(deployment -> groups.computeIfAbsent(deployment.group(), name -> new ArrayList<>())
                        .add(deployment));
        named.forEach(this::write);
        file.get("router_settings")
                .flatMap(router -> router.get("model_group_alias"))
                .ifPresent(all -> all.entries().forEach(this::alias));
        Set<String> known = new LinkedHashSet<>(named.keySet());
        known.addAll(aliases.keySet());
        fallbacks.noteOthers(known);
    }

    /** The aliases, in the order of the file. Of several targets with a weight each is asked first in that proportion. */
    Map<String, List<Target>> aliases() {
        return aliases;
    }

    private void write(String group, Setting entry) {
        List<Target> targets = targets(group);
        List<Deployment> own = groups.getOrDefault(group, List.of());
        if (targets.isEmpty()) {
            notes.add(entry, "is left with nobody who serves it: calls for it are 404, or the default provider's");
        } else if (targets.size() == 1
                && own.size() == 1
                && own.get(0).model().equals(group)
                && providers.of(own.get(0)).canClaim()) {
            providers.of(own.get(0)).claim(group);
        } else {
            put(group, targets, entry);
        }
    }

    // In keys of Lintel's configuration quotes part what stands in them.
    private void put(String alias, List<Target> targets, Setting setting) {
        if (alias.indexOf('"') >= 0 || alias.indexOf('\\') >= 0) {
            notes.add(setting, "has no counterpart: no alias can have a name with '\"' or a backslash");
        } else {
            aliases.put(alias, targets);
        }
    }

    private void alias(String name, Setting setting) {
        Optional<String> group = Optional.ofNullable(setting.text()).or(() -> setting.text("model"));
        List<Target> targets = group.map(this::targets).orElse(List.of());
        if (targets.isEmpty()) {
            notes.add(setting, "leads to no model of the file");
        } else if (named.containsKey(name)) {
            notes.add(setting, "is the name of a model of the file, too, which stays");
        } else {
            put(name, targets, setting);
        }
        if (setting.get("hidden").filter(hidden -> !hidden.isOff()).isPresent()) {
            notes.add(setting, "is hidden, which has no counterpart");
        }
    }

    // Each once: a target that is there for its own share is not asked again as a fallback.
    private List<Target> targets(String group) {
        Map<String, Long> targets = new LinkedHashMap<>(own(group));
        for (String fallback : fallbacks.after(group)) {
            Map<String, Long> others = own(fallback);
            if (others.isEmpty()) {
                fallbacks
                        .of(group)
                        .ifPresent(written -> notes.add(
                                written, "falls back to '" + Notes.shown(fallback) + "', which nobody serves"));
            }
            others.entrySet().stream()
                    .sorted(Comparator.comparingLong(other -> -other.getValue()))
                    .forEach(other -> targets.putIfAbsent(other.getKey(), 0L));
        }
        return targets.entrySet().stream()
                .map(target -> new Target(target.getKey(), target.getValue()))
                .toList();
    }

    private Map<String, Long> own(String group) {
        Map<String, Long> own = new LinkedHashMap<>();
        List<Deployment> deployments = groups.get(group);
        if (deployments == null) {
            if (!named.containsKey(group)) {
                providers.byPattern(group).ifPresent(target -> own.put(target, 1L));
            }
            return own;
        }
        double first = deployments.stream().mapToDouble(Deployment::order).min().orElseThrow();
        List<Deployment> sharing =
                deployments.stream().filter(each -> each.order() == first).toList();
        List<Long> weights = weights(sharing);
        for (int at = 0; at < sharing.size(); at++) {
            own.merge(target(sharing.get(at)), weights.get(at), Long::sum);
        }
        deployments.stream()
                .filter(each -> each.order() != first)
                .sorted(Comparator.comparingDouble(Deployment::order))
                .forEach(each -> own.putIfAbsent(target(each), 0L));
        return own;
    }

    private String target(Deployment deployment) {
        return providers.of(deployment).target(deployment.model());
    }

    // As LiteLLM's simple-shuffle does: by weight, else by requests, else by tokens a minute, where any has that.
    private static List<Long> weights(List<Deployment> sharing) {
        for (String key : List.of("weight", "rpm", "tpm")) {
            List<Double> shares = sharing.stream().map(each -> each.share(key)).toList();
            if (shares.stream().anyMatch(share -> share > 0)) {
                return whole(shares);
            }
        }
        return sharing.stream().map(each -> 1L).toList();
    }

    // Lintel's weights are whole: 0.7 and 0.3 are 7 and 3.
    private static List<Long> whole(List<Double> shares) {
        double most = shares.stream().mapToDouble(share -> share).max().orElseThrow();
        double by = Math.min(1, MOST / most);
        while (by * most * 10 <= MOST && shares.stream().anyMatch(isFraction(by))) {
            by *= 10;
        }
        double factor = by;
        return reduced(shares.stream()
                .map(share -> share == 0 ? 0 : Math.max(1, Math.round(share * factor)))
                .toList());
    }

    private static Predicate<Double> isFraction(double by) {
        return share -> Math.abs(share * by - Math.rint(share * by)) > 1e-9;
    }

    private static List<Long> reduced(List<Long> weights) {
        long common = weights.stream().reduce(0L, Routes::commonDivisor);
        return weights.stream().map(weight -> weight / common).toList();
    }

    private static long commonDivisor(long one, long other) {
        return other == 0 ? one : commonDivisor(other, one % other);
    }
}
