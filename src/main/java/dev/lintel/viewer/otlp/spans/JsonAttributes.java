package dev.lintel.viewer.otlp.spans;

import dev.lintel.viewer.store.span.Allowance;
import dev.lintel.viewer.store.span.SpanDraft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** OTLP's attributes in JSON. */
final class JsonAttributes {

    private JsonAttributes() {}

    /** Reads an array of {@code KeyValue}. */
    static void read(JsonReader json, SpanDraft.Attributes attributes) throws IOException {
        Allowance allowance = attributes.allowance();
        json.elements(() -> {
            if (allowance.takeValue()) {
                entry(json, allowance, 0, attributes::put);
            }
        });
    }

    private static void entry(JsonReader json, Allowance allowance, int depth, Target target) throws IOException {
        String[] key = {""};
        Object[] value = {""};
        json.fields(name -> {
            if (name.equals("key")) {
                key[0] = json.text();
            } else if (name.equals("value")) {
                value[0] = value(json, allowance, depth);
            }
        });
        target.put(key[0], value[0]);
    }

    private static Object value(JsonReader json, Allowance allowance, int depth) throws IOException {
        Object[] value = {""};
        json.fields(kind -> {
            switch (kind) {
                case "stringValue", "bytesValue" -> value[0] = allowance.takeText(json.text());
                case "boolValue" -> value[0] = json.truth();
                case "intValue" -> value[0] = json.number();
                case "doubleValue" -> value[0] = json.fraction();
                case "arrayValue", "kvlistValue" ->
                    value[0] = depth == Allowance.MAX_DEPTH
                            ? allowance.tooDeep()
                            : values(json, kind, allowance, depth + 1);
                default -> {
                    // A kind of value that is not known yet.
                }
            }
        });
        return value[0];
    }

    private static Object values(JsonReader json, String kind, Allowance allowance, int depth) throws IOException {
        List<Object> list = new ArrayList<>();
        Map<String, Object> map = new LinkedHashMap<>();
        json.fields(name -> {
            if (name.equals("values")) {
                json.elements(() -> {
                    if (!allowance.takeValue()) {
                        return;
                    }
                    if (kind.equals("arrayValue")) {
                        list.add(value(json, allowance, depth));
                    } else {
                        entry(json, allowance, depth, (key, value) -> map.put(allowance.takeKey(key), value));
                    }
                });
            }
        });
        return kind.equals("arrayValue") ? list : map;
    }

    private interface Target {
        void put(String key, Object value);
    }
}
