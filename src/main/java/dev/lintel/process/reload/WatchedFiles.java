package dev.lintel.process.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Files, and the state that each was in. Links are followed, so that one that is swapped is a change. One thread at a time may
 * look.
 */
final class WatchedFiles {

    private static final String ABSENT = "absent";

    private Map<Path, String> seen;
    private Map<Path, String> last;

    /** Watches these, as they are now. */
    WatchedFiles(Collection<Path> files) {
        seen = states(files);
        last = seen;
    }

    /** Whether one is another than before, and all have stood still since the last look: what is being written is not ready. */
    boolean haveChanged() {
        Map<Path, String> now = states(seen.keySet());
        boolean still = now.equals(last);
        last = now;
        return still && !now.equals(seen);
    }

    /** From now on they are compared with what they are now. To be called before they are read. */
    void look() {
        seen = states(seen.keySet());
        last = seen;
    }

    /** From now on watches these. Those that were watched already are compared with what they were. */
    void watch(Collection<Path> files) {
        Map<Path, String> next = states(files);
        next.replaceAll((file, now) -> seen.getOrDefault(file, now));
        seen = next;
        last = seen;
    }

    /** What tells a file from another one in its place, and from itself once it has been written. */
    static String state(Path file) {
        try {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            return is.lastModifiedTime() + " " + is.size() + " " + is.fileKey();
        } catch (IOException e) {
            return ABSENT;
        }
    }

    private static Map<Path, String> states(Collection<Path> files) {
        Map<Path, String> states = new HashMap<>();
        files.forEach(file -> states.put(file, state(file)));
        return states;
    }
}
