package dev.lintel.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.TreeMap;

/** A Lintel of one event loop that has one {@link FakeHttp2Upstream} behind it under several names. */
public final class Http2UpstreamResource implements QuarkusTestResourceLifecycleManager {

    private final FakeHttp2Upstream upstream = FakeHttp2Upstream.start();

    @Override
    public Map<String, String> start() {
        Map<String, String> config = new TreeMap<>();
        addProvider(config, "shared", Map.of("access_key", "shared-key", "default", "true", "models", "gpt-*"));
        addProvider(config, "wants-head", Map.of("first_byte_timeout", "300ms"));
        addProvider(config, "wants-pieces", Map.of("idle_timeout", "300ms"));
        addProvider(config, "wants-connection", Map.of("connect_timeout", "300ms"));
        config.put("quarkus.vertx.event-loops-pool-size", "1");
        config.putAll(UpstreamResource.NO_COLLECTOR);
        return config;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(upstream, new TestInjector.MatchesType(FakeHttp2Upstream.class));
    }

    @Override
    public void stop() {
        upstream.close();
    }

    private void addProvider(Map<String, String> config, String name, Map<String, String> section) {
        String prefix = "providers." + name + ".";
        // One attempt each, and no breaker: a failure of the provider is to be seen as it is.
        config.put(prefix + "retry.attempts", "1");
        config.put(prefix + "breaker.failures", "0");
        config.put(prefix + "http2", "true");
        config.put(prefix + "base_url", "http://127.0.0.1:" + upstream.port() + "/" + name + "/v1");
        section.forEach((key, value) -> config.put(prefix + key, value));
    }
}
