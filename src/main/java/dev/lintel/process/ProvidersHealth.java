package dev.lintel.process;

import dev.lintel.gateway.Gateway;
import dev.lintel.providers.Target;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Tells what the breaker of each provider does, in the details of readiness. Lintel is ready all the same: another one would find
 * the provider just as this one does.
 */
@Singleton
final class ProvidersHealth {

    private final Gateway gateway;

    ProvidersHealth(Gateway gateway) {
        this.gateway = gateway;
    }

    @Produces
    @Readiness
    HealthCheck breakers() {
        return () -> {
            HealthCheckResponseBuilder told =
                    HealthCheckResponse.named("Breakers of providers").up();
            for (Target member : gateway.members()) {
                told.withData(
                        member.provider().name(),
                        member.availability().state().name().toLowerCase(Locale.ROOT));
            }
            return told.build();
        };
    }
}
