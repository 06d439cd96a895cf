package dev.lintel.process.command.litellm;

import dev.lintel.process.command.litellm.deployment.Deployment;
import dev.lintel.process.command.litellm.deployment.ModelList;
import dev.lintel.process.command.litellm.deployment.Variables;
import dev.lintel.process.command.litellm.file.LiteLlmFile;
import dev.lintel.process.command.litellm.file.Notes;
import dev.lintel.process.command.litellm.file.Notes.Note;
import dev.lintel.process.command.litellm.file.Remarks;
import dev.lintel.process.command.litellm.file.Setting;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** {@code import litellm FILE}: prints Lintel's configuration for one of LiteLLM's, and what of that has no counterpart. */
public final class LiteLlmImport {

    public static final String NAME = "import";
    public static final String USAGE = NAME + " litellm FILE";

    /** Nothing can be made of the file. */
    private static final int FAULTY = 1;

    /** The command was not given as it must be. */
    private static final int MISUSED = 2;

    private static final String STANDARD_INPUT = "-";

    private LiteLlmImport() {}

    /**
     * Does it.
     *
     * @param in read where the file is {@code -}
     * @param out gets the configuration, whole or not at all
     * @param err gets a line for each setting that has no counterpart, and what is wrong
     * @return the exit status: 0 when there is a configuration, whatever has no counterpart
     */
    public static int run(List<String> arguments, InputStream in, PrintStream out, PrintStream err) {
        if (arguments.size() != 2 || !arguments.get(0).equals("litellm")) {
            err.println("lintel: it is " + USAGE + ", with its config.yaml, or - for standard input.");
            return MISUSED;
        }
        String name = arguments.get(1);
        Notes notes = new Notes();
        String yaml;
        try {
            yaml = configuration(read(name, in), notes);
        } catch (IllegalArgumentException e) {
            err.println(name + ": " + e.getMessage());
            return FAULTY;
        } finally {
            notes.all().forEach(note -> err.println(name + ":" + note.line() + ": " + note.text()));
        }
        out.print(yaml);
        return 0;
    }

    private static Setting read(String name, InputStream in) {
        if (name.equals(STANDARD_INPUT)) {
            try {
                return LiteLlmFile.read(in);
            } catch (IOException e) {
                throw new IllegalArgumentException("it cannot be read", e);
            }
        }
        try (InputStream file = Files.newInputStream(Path.of(name))) {
            return LiteLlmFile.read(file);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("there is no such file, or it cannot be read", e);
        }
    }

    private static String configuration(Setting file, Notes notes) {
        Variables variables = new Variables(file, notes);
        Remarks.on(file, notes);
        List<Deployment> deployments = new ModelList(file, variables, notes).read();
        if (deployments.isEmpty()) {
            throw new IllegalArgumentException("its model_list has no model that Lintel can call");
        }
        ProviderEntries providers = new ProviderEntries(deployments, notes);
        Routes routes = new Routes(file, deployments, providers, notes);
        Proxy proxy = new Proxy(file, variables, notes);
        LintelYaml body = new LintelYaml();
        body.section("listener", proxy.listener());
        body.providers(providers.all());
        body.aliases(routes.aliases());
        body.section("callers", proxy.callers());
        return head(variables, notes) + body;
    }

    private static String head(Variables variables, Notes notes) {
        LintelYaml head = new LintelYaml();
        head.comment("Lintel's configuration for one of LiteLLM's, by `lintel import litellm`.");
        if (!variables.needed().isEmpty()) {
            head.comment("It wants in its environment: " + String.join(", ", variables.needed()));
        }
        if (!notes.all().isEmpty()) {
            head.comment("");
            head.comment("What has no counterpart, or is not as it was, by the lines of that file:");
            for (Note note : notes.all()) {
                head.comment("  " + note.line() + ": " + note.text());
            }
        }
        return head + "\n";
    }
}
