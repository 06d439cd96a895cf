package dev.lintel.process.command;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** {@code --check [FILE]}: says whether Lintel would start with a configuration, and what is wrong with it. */
final class CheckCommand {

    static final String NAME = "--check";
    static final String USAGE = NAME + " [FILE]";

    private static final Pattern READ = Pattern.compile(".*\\.(yaml|yml|properties)");

    private CheckCommand() {}

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.size() > 1 || arguments.stream().anyMatch(argument -> argument.startsWith("-"))) {
            err.println("lintel: it is " + USAGE + ", with one file or none.");
            return Commands.MISUSED;
        }
        return CheckedConfig.print(
                () -> {
                    arguments.forEach(CheckCommand::choose);
                    CheckedConfig.read();
                    return "The configuration is valid.\n";
                },
                out,
                err);
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
}
