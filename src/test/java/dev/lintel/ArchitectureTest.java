package dev.lintel;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.lintel.http.ApiError;
import dev.lintel.http.BufferBytes;
import dev.lintel.http.MediaType;
import dev.lintel.http.RefusedException;
import io.smallrye.config.ConfigMapping;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the rooms apart, as ARCHITECTURE.md draws them: what a room may import is listed here, all else it may not. */
@AnalyzeClasses(packages = "dev.lintel", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final int MOST_LINES_OF_A_CLASS = 300;
    private static final int MOST_LINES_OF_A_PACKAGE = 1000;

    /** A grammar in one table, which parts would only hide. */
    private static final Path LONG_CLASS = Path.of("dev", "lintel", "wire", "json", "JsonScanner.java");

    private static final Path SOURCES = Path.of("src", "main", "java");

    private static final String[] JDK = {"java..", "javax.net..", "org.jspecify.annotations"};

    /** Configuration, CDI and logging, for every room that is not pure. */
    private static final String[] QUARKUS = {
        "io.quarkus.arc..",
        "io.quarkus.runtime..",
        "io.smallrye.common.annotation..",
        "io.smallrye.config..",
        "jakarta.annotation..",
        "jakarta.enterprise..",
        "jakarta.inject..",
        "org.eclipse.microprofile.config..",
        "org.jboss.logging..",
        "org.jboss.logmanager"
    };

    private static final String[] BUFFERS = {"io.netty.buffer", "io.vertx.core.buffer"};

    private static final String[] VERTX = {"io.vertx.core..", "io.vertx.ext.web.."};

    private static final String[] OPENTELEMETRY_API = {"io.opentelemetry.api..", "io.opentelemetry.context.."};

    /** Spans as data: what ends up in a span, and where it comes from. */
    private static final String[] SPAN_DATA = {
        "io.opentelemetry.sdk.common", "io.opentelemetry.sdk.resources", "io.opentelemetry.sdk.trace.data"
    };

    private static final String[] JAX_RS = {"jakarta.ws.rs..", "org.jboss.resteasy.reactive.."};

    private static final String[] MUTINY = {"io.smallrye.mutiny.."};

    @ArchTest
    static final ArchRule wire_knows_the_jdk_alone = room("wire", JDK);

    @ArchTest
    static final ArchRule http_knows_vertx_and_netty =
            room("http", JDK, VERTX, of("io.netty..", "io.airlift.compress.."));

    @ArchTest
    static final ArchRule openai_knows_wire_the_pure_types_of_http_streaming_json_and_buffers =
            room("openai", JDK, BUFFERS, of("dev.lintel.wire..", "dev.lintel.http", "com.fasterxml.jackson.core.."));

    @ArchTest
    static final ArchRule of_http_openai_knows_no_connection = noClasses()
            .that()
            .resideInAPackage("dev.lintel.openai..")
            .should()
            .dependOnClassesThat(resideInAPackage("dev.lintel.http")
                    .and(not(belongToAnyOf(
                            ApiError.class, BufferBytes.class, MediaType.class, RefusedException.class))));

    @ArchTest
    static final ArchRule providers_know_openai_and_http =
            room("providers", JDK, QUARKUS, of("dev.lintel.openai..", "dev.lintel.http", "io.github.resilience4j.."));

    @ArchTest
    static final ArchRule prices_know_what_answers_have_used_and_streaming_json =
            room("callers.prices", JDK, QUARKUS, of("dev.lintel.openai.answer", "com.fasterxml.jackson.core.."));

    @ArchTest
    static final ArchRule upstream_knows_providers_http_and_the_clients = room(
            "upstream",
            JDK,
            QUARKUS,
            VERTX,
            JAX_RS,
            MUTINY,
            of(
                    "dev.lintel.providers..",
                    "dev.lintel.http..",
                    "io.netty.channel",
                    "io.netty.handler.codec",
                    "io.netty.handler.codec.http2",
                    "io.smallrye.common.vertx"));

    @ArchTest
    static final ArchRule trace_knows_headers_and_the_api_and_propagators_of_opentelemetry = room(
            "trace",
            JDK,
            OPENTELEMETRY_API,
            of(
                    "io.opentelemetry.contrib.awsxray.propagator",
                    "io.opentelemetry.extension.trace.propagation",
                    "io.vertx.core",
                    "io.vertx.core.http"));

    @ArchTest
    static final ArchRule telemetry_knows_those_it_records_the_api_of_opentelemetry_and_spans_as_data = room(
            "telemetry",
            JDK,
            QUARKUS,
            VERTX,
            OPENTELEMETRY_API,
            SPAN_DATA,
            of(
                    "dev.lintel.trace..",
                    "dev.lintel.openai..",
                    "dev.lintel.providers..",
                    "dev.lintel.callers.prices",
                    "dev.lintel.http",
                    "dev.lintel.http.connection",
                    "io.netty.handler.codec",
                    "org.jboss.logmanager.."));

    @ArchTest
    static final ArchRule callers_know_http_the_client_of_redis_and_no_provider = room(
            "callers",
            JDK,
            QUARKUS,
            VERTX,
            of(
                    "dev.lintel.http",
                    "dev.lintel.openai.answer",
                    "com.fasterxml.jackson.core..",
                    "io.smallrye.common.vertx",
                    "io.vertx.redis.client"));

    @ArchTest
    static final ArchRule gateway_knows_every_room_but_viewer_and_process = room(
            "gateway",
            JDK,
            QUARKUS,
            VERTX,
            JAX_RS,
            of(
                    "dev.lintel.callers",
                    "dev.lintel.http..",
                    "dev.lintel.wire..",
                    "dev.lintel.openai..",
                    "dev.lintel.providers..",
                    "dev.lintel.upstream..",
                    "dev.lintel.trace..",
                    "dev.lintel.telemetry..",
                    "dev.lintel.export",
                    "dev.lintel.demo",
                    "io.netty.buffer",
                    "io.netty.channel",
                    "io.smallrye.mutiny..",
                    "org.eclipse.microprofile.health"));

    @ArchTest
    static final ArchRule export_knows_http_the_sdk_and_the_exporters = room(
            "export",
            JDK,
            QUARKUS,
            VERTX,
            OPENTELEMETRY_API,
            of(
                    "dev.lintel.http",
                    "dev.lintel.telemetry.convention",
                    "io.netty.buffer",
                    "io.opentelemetry.exporter..",
                    "io.opentelemetry.sdk..",
                    "io.prometheus.metrics..",
                    "io.quarkus.opentelemetry.runtime..",
                    "io.quarkus.tls..",
                    "org.jboss.logmanager.."));

    @ArchTest
    static final ArchRule viewer_knows_http_ended_spans_routes_and_streaming_json = room(
            "viewer",
            JDK,
            QUARKUS,
            VERTX,
            OPENTELEMETRY_API,
            SPAN_DATA,
            of("dev.lintel.http..", "com.fasterxml.jackson.core.."));

    @ArchTest
    static final ArchRule demo_knows_http_and_vertx = room("demo", JDK, QUARKUS, VERTX, of("dev.lintel.http.."));

    @ArchTest
    static final ArchRule no_room_knows_how_the_process_is_made = noClasses()
            .that()
            .resideOutsideOfPackage("dev.lintel.process..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.lintel.process..");

    @ArchTest
    static final ArchRule a_room_that_is_not_listed_here_is_none = classes()
            .should()
            .resideInAnyPackage(Stream.of(
                            "callers",
                            "demo",
                            "export",
                            "gateway",
                            "http",
                            "openai",
                            "process",
                            "providers",
                            "telemetry",
                            "trace",
                            "upstream",
                            "viewer",
                            "wire")
                    .map(room -> "dev.lintel." + room + "..")
                    .toArray(String[]::new));

    @ArchTest
    static final ArchRule there_are_no_cycles_between_rooms =
            slices().matching("dev.lintel.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule there_are_no_cycles_between_packages =
            slices().matching("dev.lintel.(**)").should().beFreeOfCycles();

    @Test
    void nothing_lies_in_the_root() {
        assertThat(sources().keySet())
                .noneMatch(source -> source.getParent().equals(Path.of("dev", "lintel")))
                .allMatch(source -> source.startsWith(Path.of("dev", "lintel")));
    }

    @Test
    void no_class_is_too_long_to_be_understood() {
        Map<Path, Long> tooLong = sources();
        assertThat(tooLong).containsKey(LONG_CLASS);
        tooLong.remove(LONG_CLASS);
        tooLong.values().removeIf(lines -> lines <= MOST_LINES_OF_A_CLASS);

        assertThat(tooLong).isEmpty();
    }

    @Test
    void no_package_holds_more_than_one_thing() {
        Map<Path, Long> tooLarge = new TreeMap<>();
        sources().forEach((source, lines) -> tooLarge.merge(source.getParent(), lines, Long::sum));
        assertThat(tooLarge).hasSizeGreaterThan(12);
        tooLarge.values().removeIf(lines -> lines <= MOST_LINES_OF_A_PACKAGE);

        assertThat(tooLarge).isEmpty();
    }

    @ArchTest
    static final ArchRule every_room_has_a_sign_on_its_door_and_is_null_marked =
            classes().should(new BeInNullMarkedPackage());

    @ArchTest
    static final ArchRule rooms_are_nouns_of_the_domain = noClasses()
            .should()
            .resideInAnyPackage(
                    "..util..",
                    "..utils..",
                    "..common..",
                    "..service..",
                    "..services..",
                    "..impl..",
                    "..model..",
                    "..models..",
                    "..dto..",
                    "..helper..",
                    "..config..");

    @ArchTest
    static final ArchRule names_say_what_a_thing_is =
            noClasses().should().haveNameMatching(".*(Util|Helper|Manager|Impl|Base|Common|Info|Data)s?([A-Z0-9$].*)?");

    @ArchTest
    static final ArchRule classes_are_called_by_the_words_that_a_reader_would_search_for = noClasses()
            .should()
            .haveNameMatching(".*[.$](\\w*[a-z0-9])?(Tell|Tells|Teller|Told|Said|Wish|WayOut)([A-Z0-9$].*)?");

    @ArchTest
    static final ArchRule so_are_methods = noMethods()
            .should()
            .haveNameMatching(
                    "(tell|tells|told|said|wish|wayOut)([A-Z0-9$].*)?|\\w*(Tell|Told|Said|Wish|WayOut)([A-Z0-9$].*)?");

    @ArchTest
    static final ArchRule classes_are_final_unless_a_proxy_must_extend_them = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotAnonymousClasses()
            .and()
            .areNotEnums()
            .and(not(annotatedWith(ApplicationScoped.class)))
            .and(not(annotatedWith(RequestScoped.class)))
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .haveModifier(FINAL);

    @ArchTest
    static final ArchRule nothing_static_can_change =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule what_is_needed_comes_by_the_constructor = noFields()
            .should()
            .beAnnotatedWith(Inject.class)
            .orShould()
            .beAnnotatedWith("org.eclipse.microprofile.config.inject.ConfigProperty");

    @ArchTest
    static final ArchRule each_section_of_the_configuration_is_named_after_it =
            classes().that().areAnnotatedWith(ConfigMapping.class).should().haveSimpleNameEndingWith("Config");

    @ArchTest
    static final ArchRule nothing_is_done_by_reflection =
            noClasses().should().dependOnClassesThat(resideInAPackage("java.lang.reflect.."));

    /** The lines of the log go to standard output by a way of their own, which is chosen in one place. */
    @ArchTest
    static final ArchRule nothing_is_printed = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.lintel.process.StandardOutput")
            .should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule there_is_one_logger = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    private static ArchRule room(String name, String[]... known) {
        String room = "dev.lintel." + name + "..";
        return classes()
                .that()
                .resideInAPackage(room)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(all(all(known), of(room, ""))));
    }

    /** All sources of Lintel and how many lines each has. */
    private static Map<Path, Long> sources() {
        Map<Path, Long> lines = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file : files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("package-info.java"))
                    .toList()) {
                lines.put(SOURCES.relativize(file), (long)
                        Files.readAllLines(file).size());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    private static String[] of(String... packages) {
        return packages;
    }

    private static String[] all(String[]... lists) {
        return Stream.of(lists).flatMap(Stream::of).toArray(String[]::new);
    }

    private static final class BeInNullMarkedPackage extends ArchCondition<JavaClass> {

        BeInNullMarkedPackage() {
            super("be in a package whose package-info is @NullMarked");
        }

        @Override
        public void check(JavaClass type, ConditionEvents events) {
            boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
            events.add(new SimpleConditionEvent(
                    type, marked, type.getName() + " is in " + type.getPackageName() + ", marked: " + marked));
        }
    }
}
