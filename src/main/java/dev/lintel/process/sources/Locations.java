package dev.lintel.process.sources;

import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds files that {@code QUARKUS_CONFIG_LOCATIONS} names and that nobody reads, because they are not there or have another name. */
final class Locations {

    private static final Pattern READ = Pattern.compile(".*\\.(yaml|yml|properties)");

    private Locations() {}

    static List<String> faults(SmallRyeConfig config) {
        return Stream.of("quarkus.config.locations", "smallrye.config.locations")
                .flatMap(key -> config.getOptionalValues(key, String.class).stream())
                .flatMap(List::stream)
                .distinct()
                .flatMap(location -> fault(location).stream())
                .toList();
    }

    private static Optional<String> fault(String location) {
        Optional<Path> named = path(URI.create(location));
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Path path = named.get();
        String problem = null;
        if (Files.notExists(path)) {
            problem = "there is no such file";
        } else if (!holdsConfiguration(path)) {
            problem = "a configuration's name ends with .yaml, .yml or .properties";
        }
        return Optional.ofNullable(problem).map(told -> "QUARKUS_CONFIG_LOCATIONS: '" + location + "': " + told);
    }

    // Others, as http, are refused by who reads them.
    private static Optional<Path> path(URI location) {
        if (location.getScheme() == null) {
            return Optional.of(Path.of(location.getPath()));
        }
        return location.getScheme().equals("file") ? Optional.of(Path.of(location)) : Optional.empty();
    }

    private static boolean holdsConfiguration(Path path) {
        if (!Files.isDirectory(path)) {
            return READ.matcher(path.toString()).matches();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.anyMatch(file -> READ.matcher(file.toString()).matches());
        } catch (IOException e) {
            return false;
        }
    }
}
