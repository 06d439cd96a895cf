package dev.lintel.process.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lintel.callers.CallersConfig;
import dev.lintel.callers.limits.LocalLimiter;
import dev.lintel.callers.prices.PricesConfig;
import dev.lintel.process.listener.ListenerConfig;
import dev.lintel.providers.ModelAliasesConfig;
import dev.lintel.providers.Provider;
import dev.lintel.providers.ProvidersConfig;
import dev.lintel.testing.YamlSection;
import dev.lintel.viewer.ViewerConfig;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever values an operator writes: they are within their bounds, or the start is refused with what it is refused by, and
 * never is a key shown.
 */
final class ConfigurationFuzz {

    // What YAML takes only when it is escaped, is.
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    private static final int LEAST_OF_A_SECRET = 8;

    /** Keys, each of which gets one line of the input. */
    private static final List<String> KEYS = List.of(
            "providers.a.base_url",
            "providers.a.access_key",
            "providers.a.connect_timeout",
            "providers.a.models",
            "providers.a.provider_name",
            "listener.port",
            "listener.max_held",
            "listener.max_body_size",
            "listener.allowed_origins",
            "tracing.random_sampling",
            "tracing.content_limit",
            "tracing.redact.mine",
            "tracing.span_attributes.header_prefixes",
            "shutdown.drain_timeout",
            "viewer.access_key",
            "viewer.max_memory",
            "tracing.max_traces_per_second",
            "tracing.keep.slower_than",
            "tracing.keep.costlier_than",
            "tracing.keep.max_per_second",
            "listener.max_calls",
            "providers.a.retry.attempts",
            "providers.a.breaker.open_for");

    @MethodSource("seeds")
    @DictionaryEntries({"http://", "${", "}", "%", "ms", "PT", "off", "*", "\\x0A", "null", "@", "?"})
    @FuzzTest(maxDuration = "20s")
    void values_are_within_their_bounds_or_refused(byte[] lines) {
        String[] values = new String(lines, UTF_8).split("\n", -1);
        ObjectNode yaml = JSON.createObjectNode();
        for (int i = 0; i < Math.min(values.length, KEYS.size()); i++) {
            if (!values[i].isEmpty()) {
                put(yaml, KEYS.get(i), values[i]);
            }
        }
        List<String> secrets = Stream.of("/providers/a/access_key", "/viewer/access_key")
                .map(path -> yaml.at(path).asText())
                .filter(secret -> secret.length() >= LEAST_OF_A_SECRET)
                // What stands elsewhere too is no secret there.
                .filter(secret -> Stream.of(values)
                                .filter(value -> value.contains(secret))
                                .count()
                        == 1)
                .toList();
        List<Runnable> starts =
                List.of(() -> rules(yaml), () -> listener(yaml), () -> shutdown(yaml), () -> viewer(yaml));
        starts.forEach(start -> assertStartsOrIsRefused(start, secrets));
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "http://a.example/v1/\n"
                                + "sk-0123456789\n"
                                + "5s\n"
                                + "gpt-*,o1\n"
                                + "openai\n"
                                + "12000\n"
                                + "25%\n"
                                + "32M\n"
                                + "https://a.example,*\n"
                                + "12.5\n"
                                + "32k\n"
                                + "[a-z]+@x\n"
                                + "x-acme-\n"
                                + "20s\n"
                                + "viewer-0123456789\n"
                                + "64M\n100\n60s\n1.00\n20\n1000\n3\n30s",
                        "http://me:secret@vllm_server:8000\n"
                                + "sk 0123456789\n"
                                + "-1\n"
                                + ",\n"
                                + " \n"
                                + "65536\n"
                                + "91%\n"
                                + "0\n"
                                + "null\n"
                                + "101\n"
                                + "2M\n"
                                + "((a+)+\n"
                                + "authorization\n"
                                + "PT-1S\n"
                                + "vi\u00e9wer-secret-key\n"
                                + "1\n-1\n-1s\nNaN\n0\n-1\n0\n0s",
                        "https://[::1]:70000/?key=secret\n"
                                + "${KEY:sk-0123456789}\n"
                                + "1ms\n"
                                + "*\n"
                                + "${X}\n"
                                + "0\n"
                                + "1%\n"
                                + "9999999999999999999G\n"
                                + "file://\n"
                                + "1e2\n"
                                + "1\n"
                                + "off\n"
                                + ",x\n"
                                + "1000d\n\n"
                                + "1M\n99999999999\n400d\n1e400\n1.5\n0\n99\n1ns")
                .map(seed -> seed.getBytes(UTF_8));
    }

    private static void assertStartsOrIsRefused(Runnable start, List<String> secrets) {
        try {
            start.run();
        } catch (RuntimeException refused) {
            if (!Faults.isOfConfiguration(refused)) {
                throw refused;
            }
            assertThat(refused.getMessage()).isNotBlank();
            for (Throwable told = refused; told != null; told = told.getCause()) {
                String message = String.valueOf(told.getMessage());
                assertThat(secrets).noneMatch(message::contains);
            }
        }
    }

    private static void rules(ObjectNode yaml) {
        Sections sections = Sections.of(YamlSection.config(
                text(yaml),
                Map.of(),
                ProvidersConfig.class,
                ModelAliasesConfig.class,
                CallersConfig.class,
                PricesConfig.class,
                TracingConfig.class));
        // Neither TLS files nor the demo provider are asked for, so that nothing is needed for them.
        Surroundings with = new Surroundings(null, null, new LocalLimiter(InstantSource.system()));
        Rules rules = Rules.of(sections, with, null);
        rules.providers().all().forEach(ConfigurationFuzz::assertCanBeCalled);
        TracingConfig tracing = sections.tracing();
        assertThat(tracing.contentLimit().asLongValue()).isBetween(1L, 1024L * 1024);
        assertThat(tracing.randomSampling()).isBetween(0.0, 100.0);
        assertThat(tracing.maxTracesPerSecond()).isNotNegative();
        assertThat(tracing.keep().maxPerSecond()).isPositive();
        assertThat(tracing.keep().slowerThan()).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(tracing.keep().costlierThan()).isBetween(0.0, Double.MAX_VALUE);
    }

    private static void assertCanBeCalled(Provider provider) {
        assertThat(provider.host()).isNotEmpty();
        assertThat(provider.port()).isBetween(0, 65_535);
        assertThat(provider.timeouts().connect()).isGreaterThanOrEqualTo(Duration.ofMillis(1));
        assertThat(URI.create(provider.baseUrl() + "/models").getRawPath()).endsWith("/models");
        String key = provider.credentials().accessKey();
        assertThat(key == null ? "" : key).matches("[!-~]*");
    }

    private static void listener(ObjectNode yaml) {
        ListenerConfig listener = YamlSection.read(ListenerConfig.class, text(yaml));
        assertThat(listener.port()).isBetween(0, 65_535);
        assertThat(listener.maxHeld()).isPositive();
        FixedRules.allowedOrigins(listener);
        FixedRules.callLimit(listener);
        assertThat(FixedRules.maxBodyBytes(listener)).isNotNegative();
    }

    private static void shutdown(ObjectNode yaml) {
        assertThat(YamlSection.read(ShutdownConfig.class, text(yaml)).drainTimeout())
                .isGreaterThanOrEqualTo(Duration.ZERO);
    }

    private static void viewer(ObjectNode yaml) {
        FixedRules.viewer(
                        YamlSection.read(ViewerConfig.class, text(yaml)),
                        YamlSection.read(ListenerConfig.class, text(yaml)),
                        false)
                .close();
    }

    private static String text(ObjectNode yaml) {
        try {
            return JSON.writeValueAsString(yaml);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static void put(ObjectNode yaml, String key, String value) {
        int dot = key.lastIndexOf('.');
        ObjectNode section =
                dot < 0 ? yaml : yaml.withObject("/" + key.substring(0, dot).replace('.', '/'));
        section.put(key.substring(dot + 1), value);
    }
}
