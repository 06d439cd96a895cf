package dev.lintel.process.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Values of the configuration, which are texts, as they are written in YAML by hand. */
final class YamlValues {

    private static final Pattern WHOLE = Pattern.compile("0|-?[1-9]\\d{0,17}");

    private YamlValues() {}

    /** The same, with numbers and truths in the place of their texts, at any depth. */
    static Object of(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> values = new LinkedHashMap<>();
            map.forEach((name, each) -> values.put(name, of(each)));
            return values;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(YamlValues::of).toList();
        }
        String text = String.valueOf(value);
        if (WHOLE.matcher(text).matches()) {
            return Long.valueOf(text);
        }
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        // It is no variable that is meant.
        return text.replace("$", "\\$");
    }
}
