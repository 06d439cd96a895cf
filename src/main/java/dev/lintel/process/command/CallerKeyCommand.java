package dev.lintel.process.command;

import dev.lintel.callers.Caller;
import dev.lintel.callers.CallerKey;
import java.io.PrintStream;
import java.util.List;

/** {@code caller-key NAME}: prints a fresh key, and what of it goes into the configuration. */
final class CallerKeyCommand {

    static final String NAME = "caller-key";
    static final String USAGE = NAME + " NAME";

    private CallerKeyCommand() {}

    static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.size() != 1) {
            err.println("lintel: it is " + USAGE + ", with the name of one caller.");
            return Commands.MISUSED;
        }
        String caller = arguments.get(0);
        try {
            Caller.requireName(caller);
        } catch (IllegalArgumentException e) {
            err.println("lintel: " + e.getMessage() + ".");
            return Commands.MISUSED;
        }
        CallerKey key = CallerKey.generate();
        out.print("""
                # The key, for whoever calls. Nobody can print it again.
                %s

                # For config/application.yaml, which holds its hash alone.
                callers:
                  "%s":
                    key_sha256: "%s"
                """.formatted(key.key(), caller, key.sha256()));
        return 0;
    }
}
