package dev.lintel.process.command;

import dev.lintel.process.report.EffectiveConfig;
import dev.lintel.process.report.RunsWith;
import java.io.PrintStream;

/** {@code --print-config}: prints the configuration that counts, as YAML without secrets, or what is wrong with it. */
final class PrintConfigCommand {

    static final String NAME = "--print-config";

    private PrintConfigCommand() {}

    static int run(PrintStream out, PrintStream err) {
        return CheckedConfig.print(PrintConfigCommand::text, out, err);
    }

    private static String text() {
        CheckedConfig read = CheckedConfig.read();
        return "# " + RunsWith.atStart(read.config(), read.providers()).replaceAll("\\R", " ") + "\n"
                + EffectiveConfig.yaml(read.config(), read.providers());
    }
}
