package dev.lintel.process.policy;

import io.quarkus.runtime.configuration.AbstractConfigBuilder;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** The configuration, read anew from all that the start reads: files, variables, system properties, profiles. */
public final class FreshConfig {

    /** What Quarkus itself begins with: it knows every source, converter and section that was there when Lintel was built. */
    private static final String AS_AT_THE_START = "io.quarkus.runtime.generated.RunTimeConfig";

    private FreshConfig() {}

    /**
     * Reads it. It takes some hundred milliseconds at first, and is not for event loops.
     *
     * @throws RuntimeException as the start is refused, when a value cannot be meant or a key is not known; see {@link
     *     Faults#isOfConfiguration}
     */
    public static SmallRyeConfig read() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        // Its sources are looked for by the loader of the thread, which may be of the system's own.
        thread.setContextClassLoader(FreshConfig.class.getClassLoader());
        try {
            SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder();
            AbstractConfigBuilder.withCustomizer(builder, AS_AT_THE_START);
            return builder.build();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
