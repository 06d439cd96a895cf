package dev.lintel.process;

import io.quarkus.runtime.LaunchMode;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Where the log is written to, and what commands print. */
final class StandardOutput {

    private StandardOutput() {}

    /**
     * Standard output of this process's own: whoever writes there and waits for a reader holds no lock of {@code System.out},
     * which is flushed when the process ends. In development and tests it is the one that these have put in its place.
     */
    static PrintStream open() {
        return LaunchMode.current() == LaunchMode.NORMAL
                ? new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8)
                : System.out;
    }

    /** Where a command prints what is wrong with it. */
    static PrintStream error() {
        return System.err;
    }
}
