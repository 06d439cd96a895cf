package dev.lintel.process.policy;

import dev.lintel.process.keys.Wording;
import dev.lintel.process.sources.BrokenFile;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.ConfigValidationException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.yaml.snakeyaml.error.YAMLException;

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

    /** Whether a failure of something that does more than read the configuration is at fault there. */
    public static boolean isOfConfigurationAlone(RuntimeException failure) {
        return failure instanceof ConfigValidationException
                || failure instanceof ConfigurationException
                || failure instanceof YAMLException
                || (isOfConfiguration(failure) && Wording.isForeign(String.valueOf(failure.getMessage())));
    }

    /** What is wrong by such a failure, one line for each fault. Nothing of a file is quoted, for it may be a key. */
    public static List<String> lines(RuntimeException failure) {
        if (failure instanceof YAMLException yaml) {
            return List.of(BrokenFile.line(yaml));
        }
        if (failure instanceof ConfigValidationException wrong) {
            List<String> messages = IntStream.range(0, wrong.getProblemCount())
                    .mapToObj(at -> wrong.getProblem(at).getMessage())
                    .toList();
            Stream<String> lines = messages.stream().map(Wording::of).distinct();
            return (messages.stream().anyMatch(Wording::isForeign) ? lines.sorted() : lines).toList();
        }
        return List.of(Wording.of(String.valueOf(failure.getMessage())));
    }
}
