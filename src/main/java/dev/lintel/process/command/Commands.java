package dev.lintel.process.command;

import dev.lintel.process.command.litellm.LiteLlmImport;
import java.io.PrintStream;
import java.util.List;
import java.util.function.IntSupplier;

/** The commands by their names. */
public final class Commands {

    /** The exit status of a command that was not given as it must be. */
    static final int MISUSED = 2;

    private static final String THERE_ARE = String.join(
            ", ",
            HelpCommand.NAME,
            HelpCommand.VERSION,
            CheckCommand.USAGE,
            PrintConfigCommand.NAME,
            ReadyCommand.NAME,
            CallerKeyCommand.USAGE,
            LiteLlmImport.USAGE);

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
        String command = line.get(0);
        List<String> arguments = line.subList(1, line.size());
        return switch (command) {
            case CallerKeyCommand.NAME -> CallerKeyCommand.run(arguments, out, err);
            case CheckCommand.NAME -> CheckCommand.run(arguments, out, err);
            case PrintConfigCommand.NAME -> alone(command, arguments, () -> PrintConfigCommand.run(out, err));
            case ReadyCommand.NAME -> alone(command, arguments, () -> ReadyCommand.run(out, err));
            case LiteLlmImport.NAME -> LiteLlmImport.run(arguments, System.in, out, err);
            case HelpCommand.NAME -> alone(command, arguments, () -> HelpCommand.printHelp(out));
            case HelpCommand.VERSION -> alone(command, arguments, () -> HelpCommand.printVersion(out));
            default -> {
                err.println("lintel: '" + command + "' is no command. There are: " + THERE_ARE
                        + ". Without a command it serves.");
                yield MISUSED;
            }
        };
    }

    private int alone(String command, List<String> arguments, IntSupplier run) {
        if (arguments.isEmpty()) {
            return run.getAsInt();
        }
        err.println("lintel: it is " + command + ", with nothing behind it.");
        return MISUSED;
    }
}
