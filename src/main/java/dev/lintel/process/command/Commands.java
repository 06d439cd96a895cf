package dev.lintel.process.command;

import java.io.PrintStream;
import java.util.List;

/** The commands by their names. */
public final class Commands {

    /** The exit status of a command that was not given as it must be. */
    static final int MISUSED = 2;

    private final PrintStream out;
    private final PrintStream err;

    /**
     * Commands that print here.
     *
     * @param out what was asked for
     * @param err what is wrong with a command
     */
    public Commands(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Does what a command line says.
     *
     * @param line the command and its arguments, not empty
     * @return the exit status of the process
     */
    public int run(List<String> line) {
        List<String> arguments = line.subList(1, line.size());
        return switch (line.get(0)) {
            case CallerKeyCommand.NAME -> CallerKeyCommand.run(arguments, out, err);
            case CheckCommand.NAME -> CheckCommand.run(arguments, out, err);
            default -> {
                err.println("lintel: '" + line.get(0) + "' is no command. There are: " + CallerKeyCommand.USAGE + ", "
                        + CheckCommand.USAGE + ". Without a command it serves.");
                yield MISUSED;
            }
        };
    }
}
