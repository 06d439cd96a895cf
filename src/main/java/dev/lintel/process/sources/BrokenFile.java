package dev.lintel.process.sources;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** Says of a file that is no YAML where it is at fault. Who reads it does not tell which one it is: it is read once more. */
public final class BrokenFile {

    private static final List<Path> USUAL =
            List.of(Path.of("config", "application.yaml"), Path.of("config", "application.yml"));

    private static final Pattern YAML = Pattern.compile(".*\\.ya?ml");

    private BrokenFile() {}

    /** What is wrong with the first one that is broken, or with the first name of one that cannot be one. */
    public static Optional<String> first() {
        return Stream.concat(
                        named().filter(location -> path(location).isEmpty())
                                .map(location -> "QUARKUS_CONFIG_LOCATIONS: '" + location
                                        + "' is not a URI, in which a space is %20, nor a path that could be one"),
                        files().flatMap(file -> fault(file).map(fault -> line(file.toString(), fault)).stream()))
                .findFirst();
    }

    /** One line. Nothing of the file is quoted, for it may be a key. */
    public static String line(YAMLException failure) {
        return files().filter(file -> fault(file)
                        .filter(fault -> String.valueOf(fault.getMessage()).equals(failure.getMessage()))
                        .isPresent())
                .findFirst()
                .map(file -> line(file.toString(), failure))
                .orElseGet(() -> line("the file", failure));
    }

    private static String line(String file, YAMLException failure) {
        return file + " is no YAML" + where(failure);
    }

    private static Stream<Path> files() {
        return Stream.concat(USUAL.stream(), named().flatMap(location -> path(location).stream()))
                .filter(file -> YAML.matcher(file.toString()).matches() && Files.isRegularFile(file));
    }

    private static String where(YAMLException failure) {
        if (failure instanceof ReaderException unreadable) {
            return ": the character 0x%02X may not stand in it".formatted(unreadable.getCodePoint());
        }
        Mark mark = failure instanceof MarkedYAMLException marked ? marked.getProblemMark() : null;
        if (mark == null) {
            return "";
        }
        String at = ", at line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1);
        return isTab(mark) ? at + ": a tab stands there; only spaces may begin a line" : at;
    }

    private static boolean isTab(Mark mark) {
        int[] text = mark.getBuffer();
        return mark.getPointer() < text.length && text[mark.getPointer()] == '\t';
    }

    private static Stream<String> named() {
        return Optional.ofNullable(System.getProperty("quarkus.config.locations"))
                .or(() -> Optional.ofNullable(System.getenv("QUARKUS_CONFIG_LOCATIONS")))
                .stream()
                .flatMap(locations -> Stream.of(locations.split("(?<!\\\\),")))
                .map(location -> location.strip().replace("\\,", ","))
                .filter(location -> !location.isEmpty());
    }

    private static Optional<Path> path(String location) {
        try {
            URI uri = new URI(location);
            return Optional.of(uri.getScheme() == null ? Path.of(uri.getPath()) : Path.of(uri.getSchemeSpecificPart()));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<YAMLException> fault(Path file) {
        try (Reader text = Files.newBufferedReader(file)) {
            new Yaml(new SafeConstructor(new LoaderOptions())).composeAll(text).forEach(document -> {});
            return Optional.empty();
        } catch (YAMLException e) {
            return Optional.of(e);
        } catch (IOException e) {
            // Who reads it next says so.
            return Optional.empty();
        }
    }
}
