package dev.lintel.process.report;

import io.smallrye.config.SmallRyeConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** The files that a configuration stands in. */
public final class SourceFiles {

    private static final Pattern FILE = Pattern.compile("\\[source=(file:.*)]");

    private SourceFiles() {}

    /** All that have been read. */
    public static Set<Path> of(SmallRyeConfig config) {
        Set<Path> files = new TreeSet<>();
        for (ConfigSource source : config.getConfigSources()) {
            of(source.getName()).forEach(files::add);
        }
        return files;
    }

    /** The file that a source of this name reads, if it reads one. */
    public static Stream<Path> of(String source) {
        Matcher name = FILE.matcher(source);
        return name.find() ? Stream.of(Path.of(URI.create(name.group(1)))) : Stream.empty();
    }
}
