package dev.lintel.process;

import dev.lintel.process.command.Commands;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintStream;
import java.util.List;

/** Where the process begins: it serves, or does what it is told by a command and ends. */
@QuarkusMain
public final class Main {

    private Main() {}

    /** Begins. Without arguments nothing but the server is loaded. */
    public static void main(String... arguments) {
        if (arguments.length == 0) {
            FailedStart.ifFilesAreBroken();
            Quarkus.run(null, FailedStart::end);
            return;
        }
        int status;
        try (PrintStream out = StandardOutput.open()) {
            status = new Commands(out, StandardOutput.error()).run(List.of(arguments));
        }
        System.exit(status);
    }
}
