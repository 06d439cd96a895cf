package dev.lintel.process;

import dev.lintel.process.report.Build;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Says at the start what an executable does without that was built for any processor. */
@Singleton
final class ProcessorFeatures {

    private static final Logger LOG = Logger.getLogger(ProcessorFeatures.class);

    void report(@Observes StartupEvent started) {
        if (Build.isForAnyProcessor()) {
            LOG.warn("This executable is built for any processor and encrypts without AES instructions:"
                    + " TLS to providers takes several times as long");
        }
    }
}
