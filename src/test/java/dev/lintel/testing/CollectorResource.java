package dev.lintel.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Lintel that has one {@link FakeUpstream} behind it, as provider {@code fake}, and sends to an {@link OtlpReceiver}.
 * What it is given as arguments is configuration, too.
 */
public final class CollectorResource implements QuarkusTestResourceLifecycleManager {

    /** {@code listener.max_body_size} in these tests. */
    public static final int MAX_BODY_BYTES = 4096;

    /** What calls to provider {@code fake} are authorized by. */
    public static final String ACCESS_KEY = "s3cret-access-key";

    private final FakeUpstream upstream = FakeUpstream.start();
    private final DeafPort unreachable = DeafPort.open();
    private final OtlpReceiver collector = OtlpReceiver.start();
    private final Map<String, String> config = new TreeMap<>();

    @Override
    public void init(Map<String, String> arguments) {
        config.putAll(arguments);
    }

    @Override
    public Map<String, String> start() {
        config.put("listener.max_body_size", String.valueOf(MAX_BODY_BYTES));
        config.put("providers.fake.base_url", "http://127.0.0.1:" + upstream.port() + "/fake/v1");
        config.put("providers.fake.access_key", ACCESS_KEY);
        config.put("providers.fake.default", "true");
        // One attempt each, and no breaker: a failure of the provider is to be seen as it is.
        for (String provider : List.of("fake", "unreachable")) {
            config.put("providers." + provider + ".retry.attempts", "1");
            config.put("providers." + provider + ".breaker.failures", "0");
        }
        config.put("providers.unreachable.base_url", "http://127.0.0.1:" + unreachable.number() + "/v1");
        config.put("quarkus.otel.exporter.otlp.endpoint", collector.endpoint().toString());
        config.put("quarkus.otel.exporter.otlp.protocol", "http/protobuf");
        config.put("quarkus.otel.bsp.schedule.delay", "20ms");
        config.put("quarkus.otel.metric.export.interval", "100ms");
        config.put("shutdown.quiet_period", "0s");
        return config;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(upstream, new TestInjector.MatchesType(FakeUpstream.class));
        injector.injectIntoFields(collector, new TestInjector.MatchesType(OtlpReceiver.class));
    }

    @Override
    public void stop() {
        upstream.close();
        collector.close();
        unreachable.close();
    }
}
