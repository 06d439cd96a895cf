package dev.lintel.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Providers at whose end nothing is: {@code deaf} lets every connection wait, and the names of {@code nowhere} and
 * {@code with_underscore} do not exist.
 */
public final class HardToReach implements QuarkusTestResourceLifecycleManager {

    private final FullBacklog backlog = FullBacklog.start();

    @Override
    public Map<String, String> start() {
        return Map.of(
                "providers.deaf.base_url", "http://127.0.0.1:" + backlog.port() + "/v1",
                "providers.deaf.connect_timeout", "300ms",
                "providers.deaf.retry.attempts", "1",
                "providers.nowhere.retry.attempts", "1",
                "providers.with_underscore.retry.attempts", "1",
                "providers.nowhere.base_url", "http://no-such-host.invalid/v1",
                "providers.with_underscore.base_url", "http://no_such_host.invalid:8000/v1");
    }

    @Override
    public void stop() {
        backlog.close();
    }
}
