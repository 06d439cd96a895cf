package dev.lintel.process.command.litellm.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.UnicodeReader;

/** Reads a file, within bounds. No object is made of what YAML may name. */
public final class LiteLlmFile {

    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final int MAX_DEPTH = 50;

    /** Aliases make many of one: so many settings are more than any file means. */
    private static final int MAX_SETTINGS = 200_000;

    private int left = MAX_SETTINGS;

    private LiteLlmFile() {}

    /**
     * The whole file, as one section.
     *
     * @throws IllegalArgumentException when it is none, without a word of what stands in it
     */
    public static Setting read(InputStream file) throws IOException {
        byte[] bytes = file.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("it has more than " + (MAX_BYTES >> 20) + " MiB");
        }
        Node root = root(bytes);
        if (!(root instanceof MappingNode)) {
            throw new IllegalArgumentException("it is no section of keys and values");
        }
        return new LiteLlmFile().setting("", root, 0);
    }

    private static @Nullable Node root(byte[] bytes) {
        LoaderOptions bounds = new LoaderOptions();
        bounds.setCodePointLimit(MAX_BYTES);
        bounds.setNestingDepthLimit(MAX_DEPTH);
        bounds.setMaxAliasesForCollections(MAX_SETTINGS);
        try {
            return new Yaml(new SafeConstructor(bounds)).compose(new UnicodeReader(new ByteArrayInputStream(bytes)));
        } catch (MarkedYAMLException e) {
            // Without its message, which quotes the file.
            throw new IllegalArgumentException(
                    "it is no YAML, at line " + (e.getProblemMark().getLine() + 1) + ", column "
                            + (e.getProblemMark().getColumn() + 1));
        } catch (YAMLException e) {
            throw new IllegalArgumentException("it is no YAML");
        }
    }

    private Setting setting(String path, Node node, int depth) {
        if (--left < 0 || depth > MAX_DEPTH) {
            throw new IllegalArgumentException("it is too large, or deeper than " + MAX_DEPTH + " sections");
        }
        int line = node.getStartMark().getLine() + 1;
        if (node instanceof MappingNode mapping) {
            Map<String, Setting> entries = new LinkedHashMap<>();
            fill(entries, path, mapping, depth);
            return new Setting(path, line, null, List.of(), entries);
        }
        if (node instanceof SequenceNode sequence) {
            List<Setting> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                items.add(setting(path + "[" + items.size() + "]", item, depth + 1));
            }
            return new Setting(path, line, null, items, Map.of());
        }
        ScalarNode scalar = (ScalarNode) node;
        String text = scalar.getTag().equals(Tag.NULL) ? null : scalar.getValue();
        return new Setting(path, line, text, List.of(), Map.of());
    }

    // What is merged in (<<) yields to what is written beside it, wherever that stands.
    private void fill(Map<String, Setting> entries, String path, MappingNode mapping, int depth) {
        List<Node> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new IllegalArgumentException(
                        "the key at line " + (tuple.getKeyNode().getStartMark().getLine() + 1) + " is no text");
            }
            if (key.getTag().equals(Tag.MERGE)) {
                merged.add(tuple.getValueNode());
            } else {
                String below = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
                Setting value = setting(below, tuple.getValueNode(), depth + 1);
                int line = key.getStartMark().getLine() + 1;
                entries.put(
                        key.getValue(), new Setting(value.path(), line, value.text(), value.items(), value.entries()));
            }
        }
        merged.forEach(node -> merge(entries, path, node, depth + 1));
    }

    private void merge(Map<String, Setting> entries, String path, Node node, int depth) {
        if (node instanceof SequenceNode several) {
            several.getValue().forEach(each -> merge(entries, path, each, depth + 1));
        } else if (node instanceof MappingNode mapping) {
            if (--left < 0 || depth > MAX_DEPTH) {
                throw new IllegalArgumentException("it is too large, or deeper than " + MAX_DEPTH + " sections");
            }
            Map<String, Setting> others = new LinkedHashMap<>();
            fill(others, path, mapping, depth);
            others.forEach(entries::putIfAbsent);
        }
    }
}
