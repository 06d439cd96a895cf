package dev.lintel.testing;

import dev.lintel.process.listener.HeldBytesConverter;
import dev.lintel.process.listener.PortConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All keys of the configuration, as the mappings have them. */
public final class ConfigKeys {

    private static final Map<Type, String> KINDS = Map.ofEntries(
            Map.entry(String.class, "text"),
            Map.entry(Path.class, "text"),
            Map.entry(boolean.class, "boolean"),
            Map.entry(Boolean.class, "boolean"),
            Map.entry(int.class, "integer"),
            Map.entry(OptionalInt.class, "integer"),
            Map.entry(OptionalLong.class, "integer"),
            Map.entry(double.class, "number"),
            Map.entry(OptionalDouble.class, "number"),
            Map.entry(MemorySize.class, "size"),
            Map.entry(Duration.class, "duration"));

    private static final Map<Class<?>, String> KINDS_BY_CONVERTER =
            Map.of(PortConverter.class, "port", HeldBytesConverter.class, "size");

    private static final Path SOURCES = Path.of("src/main/java");

    private static final SortedMap<String, Class<?>> SECTIONS = foundSections();

    private final SortedMap<String, Key> keys = new TreeMap<>();

    private ConfigKeys() {}

    /**
     * A key.
     *
     * @param path from its section on; {@code <name>} for any entry of a map, {@code []} for any of a list
     * @param kind of its value: text, boolean, integer, number, port, size, duration, list or choice
     * @param choices the texts that a choice, or each of a list, is one of; empty for all others
     * @param defaultValue as it would be written; null when there is none
     */
    public record Key(
            String path,
            String kind,
            SortedSet<String> choices,
            @Nullable String defaultValue) {}

    /** The interfaces that map sections, by the names of these. */
    public static SortedMap<String, Class<?>> sections() {
        return SECTIONS;
    }

    /** The keys by their paths. */
    public static SortedMap<String, Key> all() {
        ConfigKeys all = new ConfigKeys();
        sections().forEach(all::addGroup);
        return all.keys;
    }

    private static SortedMap<String, Class<?>> foundSections() {
        SortedMap<String, Class<?>> sections = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file).contains("@ConfigMapping(")) {
                    String name = SOURCES.relativize(file).toString().replace(".java", "");
                    Class<?> type = Class.forName(name.replace(File.separatorChar, '.'));
                    sections.put(type.getAnnotation(ConfigMapping.class).prefix(), type);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
        return Collections.unmodifiableSortedMap(sections);
    }

    private void addGroup(String path, Class<?> group) {
        for (Method method : group.getDeclaredMethods()) {
            String below = method.isAnnotationPresent(WithParentName.class) ? path : path + "." + name(method);
            add(below, method, method.getGenericReturnType());
        }
    }

    private void add(String path, Method method, Type type) {
        Type wanted = Optional.class.equals(raw(type)) ? argument(type, 0) : type;
        if (Map.class.equals(raw(wanted))) {
            add(path + ".<name>", method, argument(wanted, 1));
        } else if (List.class.equals(raw(wanted)) && isGroup(argument(wanted, 0))) {
            addGroup(path + "[]", raw(argument(wanted, 0)));
        } else if (isGroup(wanted)) {
            addGroup(path, raw(wanted));
        } else {
            keys.put(path, new Key(path, kind(method, wanted), choices(wanted), defaultValue(method)));
        }
    }

    private static String kind(Method method, Type type) {
        WithConverter converter = method.getAnnotation(WithConverter.class);
        String byConverter = converter == null ? null : KINDS_BY_CONVERTER.get(converter.value());
        if (byConverter != null) {
            return byConverter;
        }
        if (List.class.equals(raw(type))) {
            return "list";
        }
        String kind = raw(type).isEnum() ? "choice" : KINDS.get(type);
        if (kind == null) {
            throw new AssertionError(method + ": no kind of value is known for " + type);
        }
        return kind;
    }

    private static SortedSet<String> choices(Type type) {
        Class<?> each = raw(List.class.equals(raw(type)) ? argument(type, 0) : type);
        SortedSet<String> choices = new TreeSet<>();
        if (each.isEnum()) {
            Stream.of(each.getEnumConstants())
                    .forEach(constant -> choices.add(((Enum<?>) constant).name().toLowerCase(Locale.ROOT)));
        }
        return choices;
    }

    private static @Nullable String defaultValue(Method method) {
        WithDefault annotation = method.getAnnotation(WithDefault.class);
        return annotation == null ? null : annotation.value();
    }

    private static String name(Method method) {
        WithName annotation = method.getAnnotation(WithName.class);
        return annotation != null
                ? annotation.value()
                : method.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static boolean isGroup(Type type) {
        return raw(type).isInterface() && raw(type).getPackageName().startsWith("dev.lintel");
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    private static Class<?> raw(Type type) {
        return (Class<?>) (type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type);
    }
}
