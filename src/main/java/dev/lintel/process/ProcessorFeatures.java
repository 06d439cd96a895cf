package dev.lintel.process;

import io.quarkus.runtime.ImageMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Says at the start what an executable does without that was built for any processor. */
@Singleton
final class ProcessorFeatures {

    private static final Logger LOG = Logger.getLogger(ProcessorFeatures.class);

    // Read while the executable is built, which is when this class is initialized.
    private static final String BUILT_FOR = System.getProperty("lintel.native.march", "");

    void report(@Observes StartupEvent started) {
        if (ImageMode.current() == ImageMode.NATIVE_RUN && BUILT_FOR.equals("compatibility")) {
            LOG.warn("This executable is built for any processor and encrypts without AES instructions:"
                    + " TLS to providers takes several times as long");
        }
    }
}
