package dev.lintel.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.lintel.testing.ConfigKeys.Key;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The schema of the configuration, docs/lintel.schema.json. */
public final class ConfigSchema {

    public static final Path FILE = Path.of("docs/lintel.schema.json");

    private static final String DEFINITION = "#/$defs/";
    private static final YAMLMapper YAML = new YAMLMapper();

    private final JsonNode root;
    private final JsonSchema schema;
    private final SortedMap<String, Key> keys = new TreeMap<>();
    private final List<String> open = new ArrayList<>();
    private final List<String> untold = new ArrayList<>();

    private ConfigSchema(JsonNode root) {
        this.root = root;
        this.schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(root);
    }

    /** The schema as it stands there. */
    public static ConfigSchema read() {
        try {
            ConfigSchema read = new ConfigSchema(new ObjectMapper().readTree(FILE.toFile()));
            read.definition("sections")
                    .get("properties")
                    .properties()
                    .forEach(section -> read.add(section.getKey(), section.getValue()));
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The keys that it knows, by their paths. */
    public SortedMap<String, Key> keys() {
        return keys;
    }

    /** The sections in which it lets any key pass. */
    public List<String> open() {
        return open;
    }

    /** The keys and sections of which it does not say, in a sentence, what they are. */
    public List<String> untold() {
        return untold;
    }

    /** What is wrong with the schema itself. */
    public List<String> faults() {
        JsonSchema ofSchemas =
                JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(SchemaLocation.of(SchemaId.V202012));
        return messages(ofSchemas, root);
    }

    /** What it finds wrong with a configuration. */
    public List<String> faults(String yaml) {
        try {
            return messages(schema, YAML.readTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it finds wrong with a configuration. */
    public List<String> faults(JsonNode configuration) {
        return messages(schema, configuration);
    }

    private static List<String> messages(JsonSchema schema, JsonNode document) {
        return schema.validate(document).stream()
                .map(ValidationMessage::getMessage)
                .sorted()
                .toList();
    }

    private void add(String path, JsonNode node) {
        if (!node.path("description").asText().endsWith(".")) {
            untold.add(path);
        }
        JsonNode entry = node.path("additionalProperties");
        if (node.has("properties")) {
            if (!entry.isBoolean() || entry.asBoolean()) {
                open.add(path);
            }
            node.get("properties").properties().forEach(below -> add(path + "." + below.getKey(), below.getValue()));
        } else if (entry.isObject() && entry.has("$ref")) {
            keys.put(path + ".<name>", new Key(path + ".<name>", kind(entry), choices(entry), null));
        } else if (entry.isObject()) {
            add(path + ".<name>", entry);
        } else {
            branches(node)
                    .filter(branch -> branch.path("items").has("properties"))
                    .forEach(branch -> add(path + "[]", branch.get("items")));
            keys.put(path, new Key(path, kind(node), choices(node), defaultValue(node)));
        }
    }

    private static String kind(JsonNode node) {
        return branches(node)
                .map(branch -> branch.has("enum")
                        ? "choice"
                        : branch.has("items")
                                ? "list"
                                : branch.path("$ref").asText().replace(DEFINITION, ""))
                .findFirst()
                .orElseThrow();
    }

    private static SortedSet<String> choices(JsonNode node) {
        SortedSet<String> choices = new TreeSet<>();
        branches(node)
                .flatMap(branch -> branch.has("items") ? branches(branch.get("items")) : Stream.of(branch))
                .forEach(branch -> branch.path("enum").forEach(choice -> choices.add(choice.asText())));
        return choices;
    }

    private static @Nullable String defaultValue(JsonNode node) {
        JsonNode value = node.path("default");
        if (value.isArray()) {
            return String.join(",", elements(value).map(JsonNode::asText).toList());
        }
        return value.isMissingNode() ? null : value.asText();
    }

    private static Stream<JsonNode> branches(JsonNode node) {
        return node.has("anyOf") ? elements(node.get("anyOf")) : Stream.of(node);
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private JsonNode definition(String name) {
        return root.get("$defs").get(name);
    }
}
