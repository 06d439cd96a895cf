package dev.lintel.process.policy;

import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** What is wrong with a configuration: one line for each fault, which names its key. */
public final class Faults {

    private final List<Problem> found = new ArrayList<>();

    /** None yet. */
    public Faults() {}

    /** What {@code made} makes of the values below {@code key}, unless it finds one wrong: then nobody may ask for it. */
    <T> Supplier<T> part(String key, Supplier<T> made) {
        try {
            T part = made.get();
            return () -> part;
        } catch (ConfigValidationException e) {
            add(e);
        } catch (IllegalArgumentException e) {
            found.add(new Problem(key + e.getMessage()));
        }
        return () -> {
            throw new IllegalStateException(key + "it has a fault");
        };
    }

    /** Looks at what may be wrong. */
    public void check(Runnable look) {
        try {
            look.run();
        } catch (ConfigValidationException e) {
            add(e);
        }
    }

    private void add(ConfigValidationException wrong) {
        for (int at = 0; at < wrong.getProblemCount(); at++) {
            found.add(wrong.getProblem(at));
        }
    }

    /**
     * Ends it here if there are any.
     *
     * @throws ConfigValidationException with all of them
     */
    public void refuseAny() {
        if (!found.isEmpty()) {
            throw new ConfigValidationException(found.toArray(Problem[]::new));
        }
    }

    /** Whether a configuration that could not be read, or has no meaning, is at fault itself, and not Lintel. */
    public static boolean isOfConfiguration(RuntimeException failure) {
        return failure instanceof IllegalArgumentException
                || failure instanceof NoSuchElementException
                || failure instanceof ConfigValidationException
                || failure instanceof YAMLException;
    }

    /** What is wrong by such a failure, one line for each fault. Nothing of a file is quoted, for it may be a key. */
    public static List<String> lines(RuntimeException failure) {
        if (failure instanceof MarkedYAMLException yaml) {
            Mark at = yaml.getProblemMark();
            return List.of("the file is no YAML, at line " + (at.getLine() + 1) + ", column " + (at.getColumn() + 1));
        }
        if (failure instanceof ReaderException yaml) {
            return List.of(
                    "the file is no YAML: the character 0x%02X may not stand in it".formatted(yaml.getCodePoint()));
        }
        if (failure instanceof ConfigValidationException wrong) {
            List<String> lines = new ArrayList<>();
            for (int at = 0; at < wrong.getProblemCount(); at++) {
                lines.add(line(wrong.getProblem(at).getMessage()));
            }
            return lines;
        }
        return List.of(line(String.valueOf(failure.getMessage())));
    }

    private static String line(String message) {
        return message.replaceFirst("^java\\.[A-Za-z.]+Exception: ", "").replace('\n', ' ');
    }
}
