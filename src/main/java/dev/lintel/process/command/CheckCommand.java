package dev.lintel.process.command;

import dev.lintel.callers.limits.LocalLimiter;
import dev.lintel.demo.DemoConfig;
import dev.lintel.process.policy.Faults;
import dev.lintel.process.policy.FixedRules;
import dev.lintel.process.policy.FreshConfig;
import dev.lintel.process.policy.Rules;
import dev.lintel.process.policy.Sections;
import dev.lintel.process.policy.Surroundings;
import io.smallrye.config.SmallRyeConfig;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;

/** {@code --check [FILE]}: says whether Lintel would start with a configuration, and what is wrong with it. Nothing is opened. */
final class CheckCommand {

    static final String NAME = "--check";
    static final String USAGE = NAME + " [FILE]";

    /** The exit status for a configuration with a fault. */
    private static final int FAULTY = 1;

    private static final Pattern READ = Pattern.compile(".*\\.(yaml|yml|properties)");

    /** Where the demo provider would be. */
    private static final URI DEMO = URI.create("http://127.0.0.1/v1");

    private CheckCommand() {}

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.size() > 1) {
            err.println("lintel: it is " + USAGE + ", with one file or none.");
            return Commands.MISUSED;
        }
        try {
            arguments.forEach(CheckCommand::choose);
            check(FreshConfig.read());
        } catch (RuntimeException failure) {
            if (!Faults.isOfConfiguration(failure)) {
                throw failure;
            }
            Faults.lines(failure).forEach(err::println);
            return FAULTY;
        }
        out.println("The configuration is valid.");
        return 0;
    }

    // As QUARKUS_CONFIG_LOCATIONS does.
    private static void choose(String file) {
        Path path = Path.of(file).toAbsolutePath();
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException(file + ": there is no such file");
        }
        if (!READ.matcher(file).matches()) {
            throw new IllegalArgumentException(file + ": a configuration's name ends with .yaml, .yml or .properties");
        }
        System.setProperty("quarkus.config.locations", path.toUri().toString().replace(",", "\\,"));
    }

    private static void check(SmallRyeConfig config) {
        Faults faults = new Faults();
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
        try {
            URI demo = config.getConfigMapping(DemoConfig.class).enabled() ? DEMO : null;
            Surroundings with = new Surroundings(vertx, demo, new LocalLimiter(InstantSource.system()));
            faults.check(() -> Rules.of(Sections.of(config), with, null));
            FixedRules.check(config, vertx, faults);
        } finally {
            vertx.close();
        }
        faults.refuseAny();
    }
}
