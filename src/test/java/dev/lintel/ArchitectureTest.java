package dev.lintel;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.smallrye.config.ConfigMapping;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Holds the rooms apart, as ARCHITECTURE.md draws them: what a room may import is listed here, all else it may not. */
@AnalyzeClasses(packages = "dev.lintel", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

    private static final String[] JDK = {"java..", "javax.net.."};

    private static final String[] JSPECIFY = {"org.jspecify.annotations"};

    /** Configuration, CDI, JSpecify and logging, for every room but {@code openai}. */
    private static final String[] EVERYWHERE = all(
            JDK,
            JSPECIFY,
            of(
                    "io.quarkus.arc..",
                    "io.quarkus.runtime..",
                    "io.smallrye.config..",
                    "jakarta.annotation..",
                    "jakarta.enterprise..",
                    "jakarta.inject..",
                    "org.eclipse.microprofile.config..",
                    "org.jboss.logging..",
                    "org.jboss.logmanager"));

    private static final String[] OPENTELEMETRY_API = {"io.opentelemetry.api..", "io.opentelemetry.context.."};

    private static final String[] JAX_RS = {"jakarta.ws.rs..", "org.jboss.resteasy.reactive.."};

    private static final String[] REST_CLIENT = {
        "jakarta.ws.rs..",
        "org.jboss.resteasy.reactive..",
        "org.eclipse.microprofile.rest.client..",
        "io.quarkus.rest.client.reactive..",
        "io.smallrye.mutiny..",
    };

    @ArchTest
    static final ArchRule the_hall_never_touches_jackson = noClasses()
            .that()
            .resideInAPackage("dev.lintel")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule no_room_knows_the_hall = noClasses()
            .that()
            .resideInAPackage("dev.lintel.*..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.lintel");

    @ArchTest
    static final ArchRule openai_knows_the_jdk_streaming_json_and_buffers = room(
            "openai", JDK, JSPECIFY, of("dev.lintel.wire", "com.fasterxml.jackson.core..", "io.vertx.core.buffer"));

    @ArchTest
    static final ArchRule wire_knows_the_jdk_alone = room("wire", JDK, JSPECIFY);

    @ArchTest
    static final ArchRule upstream_knows_openai_and_the_clients = room(
            "upstream",
            EVERYWHERE,
            REST_CLIENT,
            of("dev.lintel.openai", "io.vertx.core..", "io.netty.channel", "io.netty.handler.codec"));

    @ArchTest
    static final ArchRule relay_knows_upstreams_answer_and_streams =
            room("relay", EVERYWHERE, of("dev.lintel.upstream", "io.vertx.core..", "io.netty.channel"));

    @ArchTest
    static final ArchRule telemetry_knows_those_it_observes_and_the_api_of_opentelemetry = room(
            "telemetry",
            EVERYWHERE,
            OPENTELEMETRY_API,
            of(
                    "dev.lintel.relay",
                    "dev.lintel.openai",
                    "dev.lintel.upstream",
                    "dev.lintel.trace",
                    "io.netty.handler.codec",
                    "io.vertx.core..",
                    "io.vertx.ext.web.."));

    @ArchTest
    static final ArchRule trace_knows_filters_headers_and_the_propagators_of_opentelemetry = room(
            "trace",
            EVERYWHERE,
            OPENTELEMETRY_API,
            JAX_RS,
            of(
                    "io.opentelemetry.contrib.awsxray.propagator",
                    "io.opentelemetry.extension.trace.propagation",
                    "io.vertx.core..",
                    "io.vertx.ext.web.."));

    @ArchTest
    static final ArchRule sampling_knows_opentelemetrys_sampler_types = room(
            "sampling",
            EVERYWHERE,
            OPENTELEMETRY_API,
            of("io.opentelemetry.sdk.trace.samplers", "io.opentelemetry.sdk.trace.data"));

    @ArchTest
    static final ArchRule export_knows_the_sdk_and_the_exporters = room(
            "export",
            EVERYWHERE,
            OPENTELEMETRY_API,
            of(
                    "dev.lintel.trace",
                    "io.opentelemetry.exporter..",
                    "io.opentelemetry.sdk..",
                    "io.prometheus.metrics..",
                    "io.quarkus.opentelemetry.runtime..",
                    "io.quarkus.tls..",
                    "io.vertx.core..",
                    "io.vertx.ext.web..",
                    "org.jboss.logmanager.."));

    @ArchTest
    static final ArchRule viewer_knows_ended_spans_routes_and_streaming_json = room(
            "viewer",
            EVERYWHERE,
            OPENTELEMETRY_API,
            of(
                    "com.fasterxml.jackson.core..",
                    "io.opentelemetry.sdk.common",
                    "io.opentelemetry.sdk.resources",
                    "io.opentelemetry.sdk.trace",
                    "io.opentelemetry.sdk.trace.data",
                    "io.vertx.core..",
                    "io.vertx.ext.web.."));

    @ArchTest
    static final ArchRule demo_knows_vertx = room("demo", EVERYWHERE, of("io.vertx.core.."));

    @ArchTest
    static final ArchRule only_the_hall_and_those_that_export_sample_or_show_know_the_sdk_of_opentelemetry = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.lintel", "dev.lintel.sampling..", "dev.lintel.export..", "dev.lintel.viewer..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.opentelemetry.sdk..");

    @ArchTest
    static final ArchRule there_are_no_cycles_between_rooms =
            slices().matching("dev.lintel.(*)..").should().beFreeOfCycles();

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

    @ArchTest
    static final ArchRule nothing_is_printed = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

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
