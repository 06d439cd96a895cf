package dev.lintel.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Lintel that has one {@link FakeUpstream} behind it as several providers that may stand in for each other. Which one a request
 * was for shows in its path: {@code /first/v1/...}.
 */
public final class FailoverResource implements QuarkusTestResourceLifecycleManager {

    /** {@code listener.max_calls} in these tests. */
    public static final int MAX_CALLS = 8;

    private final FakeUpstream upstream = FakeUpstream.start();
    private final Map<String, String> config = new TreeMap<>();

    @Override
    public Map<String, String> start() {
        config.put("listener.max_calls", String.valueOf(MAX_CALLS));
        add("first", "retry.backoff", "0s", "breaker.failures", "0", "default", "true");
        add("second", "retry.attempts", "1", "breaker.failures", "0");
        add("gone", "retry.backoff", "0s", "breaker.failures", "0");
        config.put("providers.gone.base_url", "http://127.0.0.1:1/v1");
        add("patient", "retry.backoff", "1h", "retry.max_backoff", "1h", "breaker.failures", "0");
        add("thrice", "retry.attempts", "3", "retry.backoff", "0s", "breaker.failures", "0");
        add("fragile", "retry.attempts", "1", "breaker.failures", "3", "breaker.open_for", "400ms");
        add("broken", "retry.attempts", "1", "breaker.failures", "3", "breaker.open_for", "1h");
        add("narrow", "retry.attempts", "1", "breaker.failures", "0", "max_calls", "1");
        add("hasty", "retry.backoff", "0s", "breaker.failures", "0", "total_timeout", "400ms");
        add("silent", "breaker.failures", "0", "first_byte_timeout", "300ms");
        alias("both", "first/a", "second/b");
        alias("gone-or-second", "gone/a", "second/b");
        alias("patient-or-second", "patient/a", "second/b");
        alias("silent-or-second", "silent/a", "second/b");
        alias("fragile-or-second", "fragile/a", "second/b");
        alias("broken-or-second", "broken/a", "second/b");
        alias("narrow-or-second", "narrow/a", "second/b");
        config.put("model_aliases.split.targets[0].model", "first/a");
        config.put("model_aliases.split.targets[0].weight", "3");
        config.put("model_aliases.split.targets[1].model", "second/b");
        config.put("model_aliases.split.targets[1].weight", "1");
        config.putAll(UpstreamResource.NO_COLLECTOR);
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
    }

    private void add(String name, String... keysAndValues) {
        String prefix = "providers." + name + ".";
        config.put(prefix + "base_url", "http://127.0.0.1:" + upstream.port() + "/" + name + "/v1");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            config.put(prefix + keysAndValues[i], keysAndValues[i + 1]);
        }
    }

    private void alias(String name, String... targets) {
        for (int i = 0; i < targets.length; i++) {
            config.put("model_aliases." + name + ".targets[" + i + "]", targets[i]);
        }
    }
}
