package dev.lintel.process.command.litellm.file;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What is to be said of a file, by its lines. Names from the file are shown in short and on one line, values never. */
public final class Notes {

    private static final int MAX_SHOWN = 160;

    private final Set<Note> notes = new LinkedHashSet<>();

    /** Says something of a setting. */
    public void add(Setting setting, String remark) {
        notes.add(new Note(setting.line(), shown(setting.path()) + ": " + remark));
    }

    /** All of it, in the order of the file. */
    public List<Note> all() {
        List<Note> sorted = new ArrayList<>(notes);
        sorted.sort(Comparator.comparingInt(Note::line));
        return sorted;
    }

    /** A name of the file, such that it ends no comment and no line. */
    public static String shown(String name) {
        StringBuilder shown = new StringBuilder();
        name.codePoints()
                .limit(MAX_SHOWN)
                .map(point -> isPlain(point) ? point : '?')
                .forEach(shown::appendCodePoint);
        return shown.length() < name.length() ? shown + "..." : shown.toString();
    }

    private static boolean isPlain(int point) {
        int type = Character.getType(point);
        return !Character.isISOControl(point)
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.UNASSIGNED;
    }

    /**
     * One of them.
     *
     * @param line of the file, from 1
     */
    public record Note(int line, String text) {}
}
