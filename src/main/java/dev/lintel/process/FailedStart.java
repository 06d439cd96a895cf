package dev.lintel.process;

import dev.lintel.process.policy.Faults;
import dev.lintel.process.sources.BrokenFile;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.QuarkusBindException;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What is said of a start that fails: of a wrong configuration one line for each fault, of all else the cause with its trace. */
final class FailedStart {

    private static final int FAILED = 1;

    private FailedStart() {}

    /** Ends the process if a file of the configuration cannot be read at all: later that would be a failure of Quarkus' own. */
    static void ifFilesAreBroken() {
        BrokenFile.first().ifPresent(line -> {
            StandardOutput.error().println(line);
            System.exit(FAILED);
        });
    }

    /** Ends the process, for the reason of a failure or for another. */
    static void end(int status, @Nullable Throwable failure) {
        if (failure != null) {
            List<String> lines = lines(failure);
            lines.forEach(StandardOutput.error()::println);
            if (lines.isEmpty()) {
                Logger.getLogger(FailedStart.class).error("Lintel cannot start", failure);
            }
        }
        ApplicationLifecycleManager.getDefaultExitCodeHandler().accept(status, failure);
    }

    private static List<String> lines(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            List<String> lines = linesOf(cause);
            if (!lines.isEmpty()) {
                return lines;
            }
        }
        return List.of();
    }

    private static List<String> linesOf(Throwable cause) {
        if (cause instanceof QuarkusBindException taken) {
            String port = taken.getPort() < 0 ? "" : taken.getPort() + ": ";
            return List.of("listener.port: " + port + "nobody can listen there; another process does, or "
                    + taken.getHost() + " is no address of this machine");
        }
        return cause instanceof RuntimeException fault && Faults.isOfConfigurationAlone(fault)
                ? Faults.lines(fault)
                : List.of();
    }
}
