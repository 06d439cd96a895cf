package dev.lintel.process.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What Linux tells of a process in the files of {@code /proc} (proc(5)); empty where there are none. Any thread may ask.
 *
 * @param directory of the process
 */
record ProcFiles(Path directory) {

    /** Of this process. */
    static final ProcFiles OWN = new ProcFiles(Path.of("/proc/self"));

    /** Ticks in a second ({@code USER_HZ}): so many on all that Java runs on. */
    private static final double TICKS = 100;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int START_TICKS = 19;

    /** When the machine began, in {@code /proc/stat}; processes tell how long after that they did. */
    private static final Pattern BOOT = Pattern.compile("(?m)^btime (\\d+)$");

    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
    private static final Pattern THREADS = Pattern.compile("(?m)^Threads:\\s+(\\d+)$");
    private static final Pattern MAX_DESCRIPTORS = Pattern.compile("(?m)^Max open files\\s+(\\d+)\\s");

    /** Seconds for which processors have worked in Lintel itself. */
    OptionalDouble userSeconds() {
        return seconds(USER_TICKS);
    }

    /** The same in the kernel, for it. */
    OptionalDouble systemSeconds() {
        return seconds(SYSTEM_TICKS);
    }

    /** When it began, in seconds since 1970. */
    OptionalDouble startSeconds() {
        OptionalLong boot = number(directory.resolveSibling("stat"), BOOT);
        OptionalDouble since = seconds(START_TICKS);
        return boot.isPresent() && since.isPresent()
                ? OptionalDouble.of(boot.getAsLong() + since.getAsDouble())
                : OptionalDouble.empty();
    }

    /** Bytes of memory that it takes just now. */
    OptionalLong residentBytes() {
        OptionalLong kilobytes = number("status", RESIDENT);
        return kilobytes.isPresent() ? OptionalLong.of(kilobytes.getAsLong() * 1024) : kilobytes;
    }

    OptionalLong threads() {
        return number("status", THREADS);
    }

    /** Descriptors of files and sockets that are open. */
    OptionalLong openDescriptors() {
        try (Stream<Path> open = Files.list(directory.resolve("fd"))) {
            // Without the one that looks.
            return OptionalLong.of(open.count() - 1);
        } catch (IOException | UncheckedIOException e) {
            // Not on this system, then.
            return OptionalLong.empty();
        }
    }

    /** How many may be; empty for any number. */
    OptionalLong maxDescriptors() {
        return number("limits", MAX_DESCRIPTORS);
    }

    private OptionalDouble seconds(int field) {
        String stat = read(directory.resolve("stat"));
        // The name of the process before that may have blanks and parentheses of its own.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
        return fields.length > field
                ? OptionalDouble.of(Long.parseLong(fields[field]) / TICKS)
                : OptionalDouble.empty();
    }

    private OptionalLong number(String file, Pattern line) {
        return number(directory.resolve(file), line);
    }

    private static OptionalLong number(Path file, Pattern line) {
        Matcher found = line.matcher(read(file));
        return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            // Not on this system, then.
            return "";
        }
    }
}
