package dev.lintel.process.metrics;

import dev.lintel.http.body.HeldBytes;
import dev.lintel.telemetry.convention.InstrumentationScope;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Measures the process: read when metrics are, and at no other time. */
@Singleton
final class ProcessMetrics {

    private static final AttributeKey<String> VERSION = AttributeKey.stringKey("service.version");
    private static final AttributeKey<String> RUNTIME = AttributeKey.stringKey("lintel.build.runtime");
    private static final AttributeKey<String> JAVA_VERSION = AttributeKey.stringKey("process.runtime.version");
    private static final Attributes USER = Attributes.of(AttributeKey.stringKey("cpu.mode"), "user");
    private static final Attributes SYSTEM = Attributes.of(AttributeKey.stringKey("cpu.mode"), "system");
    private static final Attributes HEAP = Attributes.of(AttributeKey.stringKey("jvm.memory.type"), "heap");

    private final String version;
    private final HeldBytes held;
    private final ProcFiles process = ProcFiles.OWN;

    ProcessMetrics(@ConfigProperty(name = "quarkus.application.version") String version, HeldBytes held) {
        this.version = version;
        this.held = held;
    }

    void observe(@Observes StartupEvent started, OpenTelemetry openTelemetry) {
        Meter meter = InstrumentationScope.meter(openTelemetry);
        observeBuild(meter);
        observeProcessor(meter);
        observeMemory(meter);
        gauge(meter, "process.thread.count", "{thread}", "Threads of the process", process::threads);
        gauge(
                meter,
                "process.unix.file_descriptor.count",
                "{file_descriptor}",
                "Files and sockets that are open",
                process::openDescriptors);
        gauge(
                meter,
                "lintel.process.file_descriptor.limit",
                "{file_descriptor}",
                "Files and sockets that may be open",
                process::maxDescriptors);
        gauge(meter, "lintel.held.usage", "By", "Bytes of bodies that are held for all calls together", held::held);
        gauge(meter, "lintel.held.limit", "By", "Bytes of bodies that may be held (listener.max_held)", held::most);
    }

    private void observeBuild(Meter meter) {
        Attributes build = Attributes.of(
                VERSION,
                version,
                RUNTIME,
                ImageMode.current() == ImageMode.NATIVE_RUN ? "native" : "java",
                JAVA_VERSION,
                Runtime.version().toString());
        meter.gaugeBuilder("lintel.build.info")
                .ofLongs()
                .setDescription("What this Lintel is: always 1")
                .buildWithCallback(measurement -> measurement.record(1, build));
        meter.gaugeBuilder("lintel.process.start_time")
                .setUnit("s")
                .setDescription("When the process began, in seconds since 1970")
                .buildWithCallback(measurement -> process.startSeconds().ifPresent(measurement::record));
    }

    private void observeProcessor(Meter meter) {
        meter.counterBuilder("process.cpu.time")
                .ofDoubles()
                .setUnit("s")
                .setDescription("Time for which processors have worked for the process")
                .buildWithCallback(measurement -> {
                    process.userSeconds().ifPresent(seconds -> measurement.record(seconds, USER));
                    process.systemSeconds().ifPresent(seconds -> measurement.record(seconds, SYSTEM));
                });
    }

    private void observeMemory(Meter meter) {
        gauge(meter, "process.memory.usage", "By", "Memory that the process takes", process::residentBytes);
        Runtime runtime = Runtime.getRuntime();
        heap(meter, "jvm.memory.used", "Heap that is in use", () -> runtime.totalMemory() - runtime.freeMemory());
        heap(meter, "jvm.memory.committed", "Heap that is there", runtime::totalMemory);
        heap(meter, "jvm.memory.limit", "The most that the heap may become", runtime::maxMemory);
    }

    private static void heap(Meter meter, String name, String description, LongSupplier bytes) {
        meter.upDownCounterBuilder(name)
                .setUnit("By")
                .setDescription(description)
                .buildWithCallback(measurement -> measurement.record(bytes.getAsLong(), HEAP));
    }

    private static void gauge(Meter meter, String name, String unit, String description, LongSupplier value) {
        gauge(meter, name, unit, description, () -> OptionalLong.of(value.getAsLong()));
    }

    private static void gauge(Meter meter, String name, String unit, String description, Supplier<OptionalLong> value) {
        meter.upDownCounterBuilder(name)
                .setUnit(unit)
                .setDescription(description)
                .buildWithCallback(measurement -> value.get().ifPresent(measurement::record));
    }
}
