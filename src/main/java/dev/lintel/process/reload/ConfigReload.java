package dev.lintel.process.reload;

import dev.lintel.gateway.Gateway;
import dev.lintel.process.policy.Faults;
import dev.lintel.process.policy.FreshConfig;
import dev.lintel.process.policy.Rules;
import dev.lintel.process.policy.Sections;
import dev.lintel.process.policy.Surroundings;
import dev.lintel.process.report.EffectiveConfig;
import dev.lintel.process.report.RunsWith;
import dev.lintel.telemetry.convention.InstrumentationScope;
import dev.lintel.telemetry.metrics.BreakerMetrics;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import io.quarkus.arc.ClientProxy;
import io.smallrye.config.SmallRyeConfig;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Takes another configuration over, whole or not at all: calls that begin afterwards are served by it, those under way by the one
 * that they began with. Any thread that may block may call.
 */
@Singleton
public final class ConfigReload {

    private static final Logger LOG = Logger.getLogger(ConfigReload.class);

    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("lintel.config.outcome");
    private static final Attributes TAKEN = Attributes.of(OUTCOME, "taken");
    private static final Attributes REFUSED = Attributes.of(OUTCOME, "refused");

    /** What holds from the start to the end; the sections beside these can be reloaded. */
    private static final Pattern FIXED =
            Pattern.compile("(listener|limits|demo|export|shutdown|viewer|quarkus)\\..*|tracing\\.flush");

    private static final Pattern RELOADED = Pattern.compile("(providers|model_aliases|callers|prices|tracing)\\..*");

    private final Gateway gateway;
    private final Policies policies;
    private final Surroundings surroundings;
    private final LongCounter reloads;
    private final ConfiguredValues atStart;
    private final WatchedFiles files;
    private final SmallRyeConfig first;
    private SmallRyeConfig current;
    private ConfiguredValues values;
    private Rules rules;

    ConfigReload(
            Gateway gateway,
            Policies policies,
            Surroundings surroundings,
            Rules rules,
            Config config,
            OpenTelemetry openTelemetry) {
        this.gateway = gateway;
        this.policies = policies;
        this.surroundings = surroundings;
        this.rules = rules;
        this.first = config.unwrap(SmallRyeConfig.class);
        this.current = this.first;
        this.atStart = ConfiguredValues.of(this.first);
        this.values = atStart;
        this.files = new WatchedFiles(atStart.files());
        Meter meter = InstrumentationScope.meter(openTelemetry);
        // Made here: its proxy would make it when metrics are first read, on a thread that has no class loader.
        BreakerMetrics.observe(meter, ClientProxy.unwrap(gateway)::members);
        this.reloads = meter.counterBuilder("lintel.config.reloads")
                .setUnit("{reload}")
                .setDescription("Changed configurations, by whether they were taken over")
                .build();
    }

    /** Reloads if a file of the configuration has changed. */
    synchronized void look() {
        if (files.haveChanged()) {
            reload();
        }
    }

    /** Reads the configuration anew and takes it over, or refuses it. */
    synchronized void reload() {
        files.look();
        try {
            requireSources();
            take(FreshConfig.read());
        } catch (RuntimeException failure) {
            reloads.add(1, REFUSED, Context.root());
            if (Faults.isOfConfiguration(failure)) {
                LOG.warnf(
                        "The configuration is not taken over, and the one before stays: %s",
                        String.join("; ", Faults.lines(failure)));
            } else {
                LOG.error("The configuration is not taken over, and the one before stays", failure);
            }
        }
    }

    /**
     * What counts at this moment, as YAML without secrets: of what can be reloaded the last that was taken over, of all else what was
     * there at the start.
     */
    public synchronized String effective() {
        return EffectiveConfig.yaml(
                key -> FIXED.matcher(key).matches() ? first : current,
                rules.providers().all());
    }

    // Without its file there would be another configuration, which nobody means.
    private void requireSources() {
        for (Path file : values.sources()) {
            if (Files.notExists(file)) {
                throw new IllegalArgumentException("'" + file + "' is not there any more");
            }
        }
    }

    private void take(SmallRyeConfig fresh) {
        ConfiguredValues next = ConfiguredValues.of(fresh);
        Set<Path> both = new TreeSet<>(values.files());
        both.addAll(next.files());
        // What is wrong with a file that is named may be mended there.
        files.watch(both);
        Rules taken = Rules.of(Sections.of(fresh), surroundings, rules);
        gateway.take(policies.of(taken));
        Set<String> changed = values.changed(next);
        rules = taken;
        current = fresh;
        values = next;
        files.watch(next.files());
        reloads.add(1, TAKEN, Context.root());
        report(changed);
    }

    private void report(Set<String> changed) {
        String sections = changed.stream()
                .filter(key ->
                        RELOADED.matcher(key).matches() && !FIXED.matcher(key).matches())
                .map(key -> key.substring(0, key.indexOf('.')))
                .distinct()
                .collect(Collectors.joining(", "));
        LOG.infof("The configuration has been reloaded. Changed: %s", sections.isEmpty() ? "nothing" : sections);
        if (!sections.isEmpty()) {
            LOG.infof(
                    "Running with %s",
                    RunsWith.reloaded(current, rules.providers().all()));
        }
        Set<String> notYet = values.changed(atStart);
        List<String> waiting = changed.stream()
                .filter(key -> FIXED.matcher(key).matches() && notYet.contains(key))
                .toList();
        waiting.forEach(key -> LOG.warnf("%s: takes effect at the next start", key));
    }
}
