package dev.lintel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** The files of this repository, by their paths in it. */
public final class Checkout {

    /** What is made, or installed, and not written. */
    private static final Set<String> MADE = Set.of(".git", ".venv", "node_modules", "target", "__pycache__");

    private Checkout() {}

    /** What stands in a file. */
    public static String text(String file) {
        return text(Path.of(file));
    }

    /** What stands in a file. */
    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All files below a directory, {@code .} for all, whose names end like this, in order. */
    public static List<Path> files(String directory, String suffix) {
        List<Path> found = new ArrayList<>();
        try {
            Files.walkFileTree(Path.of(directory), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                    return MADE.contains(visited.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(suffix)) {
                        found.add(file.normalize());
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Collections.sort(found);
        return found;
    }
}
