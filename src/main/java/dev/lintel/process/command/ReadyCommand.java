package dev.lintel.process.command;

import dev.lintel.process.policy.Faults;
import dev.lintel.process.policy.FreshConfig;
import java.io.IOException;
import java.io.PrintStream;

/** {@code ready}: asks the Lintel that runs here, by the same configuration, whether it is ready. For images without a shell. */
final class ReadyCommand {

    static final String NAME = "ready";

    /** The exit status where it is not ready, or nobody answers. */
    private static final int NOT_READY = 1;

    private static final int READY = 200;

    private ReadyCommand() {}

    static int run(PrintStream out, PrintStream err) {
        OwnListener listener;
        try {
            listener = OwnListener.of(FreshConfig.read());
        } catch (RuntimeException failure) {
            if (!Faults.isOfConfiguration(failure)) {
                throw failure;
            }
            err.println("Not ready: " + String.join("; ", Faults.lines(failure)));
            return NOT_READY;
        }
        try {
            int status = listener.status("/q/health/ready");
            if (status == READY) {
                out.println("Ready.");
                return 0;
            }
            err.println("Not ready: " + listener + " answers " + status);
        } catch (IOException e) {
            err.println("Not ready: " + listener + " does not answer: " + e.getMessage());
        }
        return NOT_READY;
    }
}
