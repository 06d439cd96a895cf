package dev.lintel.process.command.litellm.deployment;

import dev.lintel.process.command.litellm.file.Notes;
import dev.lintel.process.command.litellm.file.Setting;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** Times, attempts and breakers: what LiteLLM has for all deployments or for one, Lintel has for each provider. */
final class Bounds {

    private static final int MOST_ATTEMPTS = 10;
    private static final int MOST_FAILURES = 1000;
    private static final double LONGEST_OPEN = 3600;

    private final Setting file;
    private final Variables variables;
    private final Notes notes;

    Bounds(Setting file, Variables variables, Notes notes) {
        this.file = file;
        this.variables = variables;
        this.notes = notes;
    }

    /** Those of one deployment, as keys of a provider with their values in YAML. */
    SortedMap<String, String> of(Setting params) {
        SortedMap<String, String> bounds = new TreeMap<>();
        params.get("timeout")
                .or(() -> everywhere("timeout"))
                .or(() -> in("litellm_settings", "request_timeout"))
                .ifPresent(time -> time(bounds, "first_byte_timeout", time));
        params.get("stream_timeout")
                .or(() -> everywhere("stream_timeout"))
                .ifPresent(time -> time(bounds, "idle_timeout", time));
        params.get("max_parallel_requests")
                .or(() -> everywhere("default_max_parallel_requests"))
                .ifPresent(calls -> count(calls, 0, Integer.MAX_VALUE)
                        .ifPresent(most -> bounds.put("max_calls", String.valueOf(most))));
        params.get("max_retries")
                .or(() -> params.get("num_retries"))
                .or(() -> everywhere("num_retries"))
                .or(() -> everywhere("max_retries"))
                .ifPresent(retries -> count(retries, 0, MOST_ATTEMPTS - 1)
                        .ifPresent(more -> bounds.put("retry", "{attempts: " + (more + 1) + "}")));
        breaker().ifPresent(rule -> bounds.put("breaker", rule));
        return bounds;
    }

    private Optional<String> breaker() {
        if (everywhere("disable_cooldowns").filter(off -> !off.isOff()).isPresent()) {
            return Optional.of("{failures: 0}");
        }
        Optional<Setting> fails = everywhere("allowed_fails");
        Optional<Setting> time = everywhere("cooldown_time");
        if (time.isPresent() && time.get().number().orElse(1) <= 0) {
            return Optional.of("{failures: 0}");
        }
        StringBuilder rule = new StringBuilder();
        // It is left alone once it has failed more often than is allowed, in a minute.
        fails.flatMap(allowed -> count(allowed, 0, MOST_FAILURES - 1))
                .ifPresent(
                        allowed -> rule.append("failures: ").append(allowed + 1).append(", within: 60s"));
        time.flatMap(open -> open(open))
                .ifPresent(open -> rule.append(rule.isEmpty() ? "" : ", ")
                        .append("open_for: ")
                        .append(open));
        return rule.isEmpty() ? Optional.empty() : Optional.of("{" + rule + "}");
    }

    private Optional<String> open(Setting time) {
        OptionalDouble seconds = time.number();
        if (seconds.isEmpty()) {
            return unread(time);
        }
        if (seconds.getAsDouble() > LONGEST_OPEN) {
            notes.add(time, "is an hour here, the longest that there is");
        }
        return Optional.of(duration(Math.min(seconds.getAsDouble(), LONGEST_OPEN)));
    }

    private void time(SortedMap<String, String> bounds, String key, Setting time) {
        if (time.variable().isPresent()) {
            bounds.put(key, variables.plain(time) + "s");
            return;
        }
        time.number().stream()
                .filter(seconds -> seconds >= 0.001)
                .boxed()
                .findFirst()
                .map(Bounds::duration)
                .or(() -> unread(time))
                .ifPresent(text -> bounds.put(key, text));
    }

    private Optional<Integer> count(Setting number, int least, int most) {
        OptionalDouble written = number.number();
        if (written.isEmpty() || written.getAsDouble() < least) {
            return unread(number);
        }
        if (written.getAsDouble() > most) {
            notes.add(number, "is " + most + " here, the most that there is");
        }
        return Optional.of((int) Math.min(written.getAsDouble(), most));
    }

    private <T> Optional<T> unread(Setting setting) {
        notes.add(setting, "is no number that could be taken over");
        return Optional.empty();
    }

    private static String duration(double seconds) {
        return seconds == Math.rint(seconds) ? (long) seconds + "s" : Math.round(seconds * 1000) + "ms";
    }

    // What stands in both is taken from the router's, as LiteLLM does.
    private Optional<Setting> everywhere(String key) {
        return in("router_settings", key).or(() -> in("litellm_settings", key));
    }

    private Optional<Setting> in(String section, String key) {
        return file.get(section).flatMap(settings -> settings.get(key));
    }
}
