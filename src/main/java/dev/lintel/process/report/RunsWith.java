package dev.lintel.process.report;

import dev.lintel.export.otlp.OtlpSender;
import dev.lintel.process.listener.ListenerConfig;
import dev.lintel.process.policy.TracingConfig;
import dev.lintel.providers.Provider;
import io.quarkus.opentelemetry.runtime.config.runtime.OTelRuntimeConfig;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterConfig;
import io.quarkus.opentelemetry.runtime.config.runtime.exporter.OtlpExporterRuntimeConfig;
import io.smallrye.config.SmallRyeConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a process runs with, in one line, without secrets. */
public final class RunsWith {

    private RunsWith() {}

    /** All of it, as it is at the start. */
    public static String atStart(SmallRyeConfig config, List<Provider> providers) {
        return reloaded(config, providers) + "; " + otlp(config) + "; " + ports(config) + "; Lintel " + Build.version()
                + ", " + Build.platform();
    }

    /** What another configuration can change while it runs. */
    public static String reloaded(SmallRyeConfig config, List<Provider> providers) {
        return "configuration: " + files(SourceFiles.of(config)) + "; providers: "
                + providers.stream().map(RunsWith::described).collect(Collectors.joining(", ")) + "; traces: "
                + sampled(config.getConfigMapping(TracingConfig.class));
    }

    private static String files(Set<Path> files) {
        Path here = Path.of("").toAbsolutePath();
        return files.isEmpty()
                ? "no file"
                : files.stream()
                        .map(file -> (file.startsWith(here) ? here.relativize(file) : file).toString())
                        .collect(Collectors.joining(", "));
    }

    private static String described(Provider provider) {
        return provider.name() + " (" + provider.endpoint().host() + ", "
                + provider.endpoint().kind().name().toLowerCase(Locale.ROOT) + ", " + credential(provider)
                + (provider.isDefault() ? ", default)" : ")");
    }

    private static String credential(Provider provider) {
        if (provider.credentials().forwardsAuthorization()) {
            return "the client's credential";
        }
        return provider.credentials().accessKey() == null ? "no key" : "key";
    }

    private static String sampled(TracingConfig tracing) {
        String percent = String.valueOf(tracing.randomSampling()).replaceFirst("\\.0$", "") + "%";
        int most = tracing.maxTracesPerSecond();
        return most == 0 ? percent : percent + ", at most " + most + " a second";
    }

    private static String otlp(SmallRyeConfig config) {
        if (config.getConfigMapping(OTelRuntimeConfig.class).sdkDisabled()) {
            return "OTLP: off";
        }
        OtlpExporterRuntimeConfig otlp = config.getConfigMapping(OtlpExporterRuntimeConfig.class);
        return OtlpSender.endpoint(otlp.traces(), otlp)
                .map(endpoint -> "OTLP: " + Secrets.maskedUrl(endpoint.toString()) + ", "
                        + otlp.traces().protocol().orElse(OtlpExporterConfig.Protocol.GRPC))
                .orElse("OTLP: off");
    }

    private static String ports(SmallRyeConfig config) {
        ListenerConfig listener = config.getConfigMapping(ListenerConfig.class);
        int port = config.getValue("quarkus.http.port", Integer.class);
        return "port: " + (port == 0 ? "any free one" : String.valueOf(port))
                + (listener.tls().certificate().isPresent() ? " with TLS" : "")
                + (listener.adminPort() == 0 ? "" : ", admin port: " + listener.adminPort());
    }
}
