package dev.lintel.process.command;

import dev.lintel.process.report.Build;
import java.io.PrintStream;

/** {@code --help} and {@code --version}. */
final class HelpCommand {

    static final String NAME = "--help";
    static final String VERSION = "--version";

    private HelpCommand() {}

    static int printHelp(PrintStream out) {
        out.print("""
                Lintel %s, a gateway that traces every LLM call that passes.

                  lintel                  serves, by config/application.yaml or the file that QUARKUS_CONFIG_LOCATIONS names
                  lintel --check [FILE]   says whether it would start with the configuration, or with that of FILE
                  lintel --print-config   prints the configuration that counts, as YAML without secrets
                  lintel ready            asks the Lintel that runs here whether it is ready; the exit status says it
                  lintel caller-key NAME  prints a fresh key for a caller, and what of it goes into the configuration
                  lintel import litellm FILE
                                          prints the configuration that does what one of LiteLLM's does
                  lintel --version        prints the version
                  lintel --help           prints this

                In the place of lintel it is java -jar quarkus-run.jar where it runs on Java. Exit statuses: 0 all is well, 1 it is not,
                2 there is no such command.
                """.formatted(Build.version()));
        return 0;
    }

    static int printVersion(PrintStream out) {
        out.print("Lintel " + Build.version() + " (" + Build.platform() + ")\n");
        return 0;
    }
}
