package dev.lintel.viewer.otlp.spans;

import dev.lintel.viewer.store.span.Allowance;
import dev.lintel.viewer.store.span.SpanDraft;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** OTLP's attributes in protobuf. */
final class ProtobufAttributes {

    // Whatever the allowance takes of a key, it takes no more.
    private static final int MAX_KEY = 4096;

    private ProtobufAttributes() {}

    /** Reads one {@code KeyValue}. */
    static void read(WireReader message, SpanDraft.Attributes attributes) {
        Allowance allowance = attributes.allowance();
        if (allowance.takeValue()) {
            Entry entry = entry(message, allowance, 0);
            attributes.put(entry.key, entry.value);
        }
    }

    private static Entry entry(WireReader message, Allowance allowance, int depth) {
        String key = "";
        Object value = "";
        while (message.next()) {
            if (message.field() == 1) {
                key = message.text(MAX_KEY);
            } else if (message.field() == 2) {
                value = value(message.message(), allowance, depth);
            }
        }
        return new Entry(key, value);
    }

    private static Object value(WireReader message, Allowance allowance, int depth) {
        Object value = "";
        while (message.next()) {
            value = switch (message.field()) {
                case 1 -> allowance.takeText(message.text(allowance.charactersLeft()));
                case 2 -> message.varint() != 0;
                case 3 -> message.varint();
                case 4 -> Double.longBitsToDouble(message.fixed64());
                case 5 ->
                    depth == Allowance.MAX_DEPTH ? allowance.tooDeep() : list(message.message(), allowance, depth + 1);
                case 6 ->
                    depth == Allowance.MAX_DEPTH ? allowance.tooDeep() : map(message.message(), allowance, depth + 1);
                case 7 -> allowance.takeText(message.base64(allowance.charactersLeft()));
                default -> value;
            };
        }
        return value;
    }

    private static List<Object> list(WireReader message, Allowance allowance, int depth) {
        List<Object> elements = new ArrayList<>();
        while (message.next()) {
            if (message.field() == 1 && allowance.takeValue()) {
                elements.add(value(message.message(), allowance, depth));
            }
        }
        return elements;
    }

    private static Map<String, Object> map(WireReader message, Allowance allowance, int depth) {
        Map<String, Object> entries = new LinkedHashMap<>();
        while (message.next()) {
            if (message.field() == 1 && allowance.takeValue()) {
                Entry entry = entry(message.message(), allowance, depth);
                entries.put(allowance.takeKey(entry.key), entry.value);
            }
        }
        return entries;
    }

    private record Entry(String key, Object value) {}
}
