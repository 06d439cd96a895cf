package dev.lintel.process.command;

import dev.lintel.callers.limits.LocalLimiter;
import dev.lintel.demo.DemoConfig;
import dev.lintel.process.policy.Faults;
import dev.lintel.process.policy.FixedRules;
import dev.lintel.process.policy.FreshConfig;
import dev.lintel.process.policy.Rules;
import dev.lintel.process.policy.Sections;
import dev.lintel.process.policy.Surroundings;
import dev.lintel.providers.Provider;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.PrintStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A configuration that Lintel would start with. Nothing is opened.
 *
 * @param providers those that it makes
 */
record CheckedConfig(SmallRyeConfig config, List<Provider> providers) {

    /** The exit status for a configuration with a fault. */
    static final int FAULTY = 1;

    /** Where the demo provider would be. */
    private static final URI DEMO = URI.create("http://127.0.0.1/v1");

    /**
     * Reads it as the start does.
     *
     * @throws RuntimeException as the start is refused; see {@link Faults#isOfConfiguration}
     */
    static CheckedConfig read() {
        SmallRyeConfig config = FreshConfig.read();
        Faults faults = new Faults();
        List<Provider> providers = new ArrayList<>();
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        try {
            URI demo = config.getConfigMapping(DemoConfig.class).enabled() ? DEMO : null;
            Surroundings with = new Surroundings(vertx, demo, new LocalLimiter(InstantSource.system()));
            faults.check(() -> providers.addAll(
                    Rules.of(Sections.of(config), with, null).providers().all()));
            FixedRules.check(config, vertx, faults);
        } finally {
            vertx.close();
        }
        faults.refuseAny();
        return new CheckedConfig(config, List.copyOf(providers));
    }

    /** Prints what a command makes of the configuration, or each fault of that in a line. Returns the exit status. */
    static int print(Supplier<String> made, PrintStream out, PrintStream err) {
        String text;
        try {
            text = made.get();
        } catch (RuntimeException failure) {
            if (!Faults.isOfConfiguration(failure)) {
                throw failure;
            }
            Faults.lines(failure).forEach(err::println);
            return FAULTY;
        }
        out.print(text);
        return 0;
    }
}
