package dev.lintel.process;

import dev.lintel.process.policy.Rules;
import dev.lintel.process.report.RunsWith;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.smallrye.config.SmallRyeConfig;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/** Says what Lintel runs with, once it listens: nothing can refuse the start any more. */
@Singleton
final class StartReport {

    private static final Logger LOG = Logger.getLogger(StartReport.class);

    private final Config config;
    private final Rules rules;

    StartReport(Config config, Rules rules) {
        this.config = config;
        this.rules = rules;
    }

    void listening(@ObservesAsync HttpServerStart started) {
        report();
    }

    /** With {@code listener.tls} there is this server alone. */
    void listeningWithTls(@ObservesAsync HttpsServerStart started) {
        report();
    }

    private void report() {
        LOG.infof(
                "Running with %s",
                RunsWith.atStart(
                        config.unwrap(SmallRyeConfig.class), rules.providers().all()));
    }
}
