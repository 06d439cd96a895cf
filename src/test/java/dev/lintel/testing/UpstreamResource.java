package dev.lintel.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Lintel that has one {@link FakeUpstream} behind it under several names. Which provider a request was for shows in
 * its path: {@code /fake/v1/...}. What it is given as arguments is configuration, too.
 */
public final class UpstreamResource implements QuarkusTestResourceLifecycleManager {

    /** {@code listener.max_body_size} in these tests. */
    public static final int MAX_BODY_BYTES = 256 * 1024;

    /** The argument that says whether provider {@code fake} is the default. It is, unless told otherwise. */
    public static final String DEFAULT = "default";

    /** The argument that says whether there are providers of other kinds, too. There are none, unless told otherwise. */
    public static final String KINDS = "kinds";

    /** The argument that names further providers like {@code other}, by commas: each is there for one test. */
    public static final String MORE = "more_providers";

    /**
     * The argument that gives the listener and the providers what several tests are about, each at its own: an application
     * for each of them would take longer to build and to start than they run.
     */
    public static final String PARTICULAR = "particular";

    /** Where no collector is there: nothing is sent before the end, and nobody waits for it then. */
    static final Map<String, String> NO_COLLECTOR = Map.of(
            "quarkus.otel.bsp.schedule.delay", "1h",
            "quarkus.otel.metric.export.interval", "1h",
            "quarkus.otel.experimental.shutdown-wait-time", "200ms",
            "shutdown.flush_timeout", "0s",
            "shutdown.quiet_period", "0s");

    private static final Map<String, String> PARTICULARS = Map.of(
            "listener.allowed_origins", "https://chat.example.com",
            "providers.other.include_usage", "false",
            "providers.other.propagate", "trace",
            "providers.forwarding.propagate", "none");

    private final FakeUpstream upstream = FakeUpstream.start();
    private @Nullable Socket refusing;
    private final Map<String, String> more = new TreeMap<>();
    private String isDefault = "true";
    private boolean kinds;
    private List<String> others = List.of();

    @Override
    public void init(Map<String, String> arguments) {
        more.putAll(arguments);
        if (more.remove(PARTICULAR) != null) {
            more.putAll(PARTICULARS);
        }
        String told = more.remove(DEFAULT);
        isDefault = told == null ? "true" : told;
        kinds = more.remove(KINDS) != null;
        String named = more.remove(MORE);
        others = named == null ? List.of() : List.of(named.split(","));
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> config = new TreeMap<>();
        config.put("listener.max_body_size", String.valueOf(MAX_BODY_BYTES));
        addProvider(config, "fake", Map.of("access_key", "fake-key", "default", isDefault, "models", "gpt-*"));
        addProvider(config, "other", Map.of("models", "llama-*,gpt-4o-special"));
        addProvider(config, "forwarding", Map.of("forward_authorization", "true"));
        addProvider(config, "wants-head", Map.of("first_byte_timeout", "300ms"));
        addProvider(config, "wants-pieces", Map.of("idle_timeout", "300ms"));
        config.put("providers.fake.websocket", "true");
        config.put("providers.wants-pieces.websocket", "true");
        others.forEach(name -> addProvider(config, name, Map.of()));
        config.put("providers.unreachable.retry.attempts", "1");
        config.put("providers.unreachable.breaker.failures", "0");
        if (kinds) {
            addKinds(config);
        }
        config.put("providers.unreachable.base_url", "http://127.0.0.1:" + refusingPort() + "/unreachable/v1");
        config.put("model_aliases.fast.targets[0]", "other/llama-3");
        config.put("model_aliases.fast.targets[1]", "fake/gpt-4o-mini");
        config.put("model_aliases.\"smart one\".targets[0]", "fake/org/\"quoted\"");
        config.put("prices.file", "src/test/resources/prices/litellm.json");
        config.putAll(more);
        config.putAll(NO_COLLECTOR);
        return config;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(
                upstream, new TestInjector.AnnotatedAndMatchesType(InjectUpstream.class, FakeUpstream.class));
    }

    @Override
    public void stop() {
        upstream.close();
        try {
            if (refusing != null) {
                refusing.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addKinds(Map<String, String> config) {
        addProvider(
                config,
                "on-azure",
                Map.of("kind", "azure", "access_key", "azure-key", "query.api-version", "2024-10-21"));
        config.put("providers.on-azure.base_url", "http://127.0.0.1:" + upstream.port() + "/on-azure/openai");
        addProvider(config, "azure-v1", Map.of("kind", "azure", "forward_authorization", "true"));
        config.put("providers.azure-v1.base_url", "http://127.0.0.1:" + upstream.port() + "/azure-v1/openai/v1");
        addProvider(
                config,
                "on-anthropic",
                Map.of(
                        "kind",
                        "anthropic",
                        "access_key",
                        "anthropic-key",
                        "models",
                        "claude-*",
                        "headers.x-added",
                        "by Lintel",
                        "headers.anthropic-beta",
                        "beta-1",
                        "query.beta",
                        "a b"));
        addProvider(config, "forwards-anthropic", Map.of("kind", "anthropic", "forward_authorization", "true"));
    }

    private void addProvider(Map<String, String> config, String name, Map<String, String> section) {
        String prefix = "providers." + name + ".";
        // One attempt each, and no breaker: a failure of the provider is to be seen as it is.
        config.put(prefix + "retry.attempts", "1");
        config.put(prefix + "breaker.failures", "0");
        config.put(prefix + "base_url", "http://127.0.0.1:" + upstream.port() + "/" + name + "/v1");
        section.forEach((key, value) -> config.put(prefix + key, value));
    }

    // A port that is taken, so that nobody else listens there, and refuses every connection.
    private int refusingPort() {
        try {
            refusing = new Socket();
            refusing.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return refusing.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
