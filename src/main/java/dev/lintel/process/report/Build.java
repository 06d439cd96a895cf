package dev.lintel.process.report;

import io.quarkus.runtime.ImageMode;
import java.util.Objects;

/** What was built. */
public final class Build {

    // Both are read while the executable is built, which is when this class is initialized.
    private static final String BUILT_FOR = System.getProperty("lintel.native.march", "");
    private static final String VERSION = System.getProperty("lintel.native.version", ofTheJar());

    private Build() {}

    /** The version. */
    public static String version() {
        return VERSION;
    }

    /** Whether this is an executable for any processor, which does without what only newer ones have. */
    public static boolean isForAnyProcessor() {
        return isExecutable() && BUILT_FOR.equals("compatibility");
    }

    /** What it runs on: the processors of an executable, or Java. */
    public static String platform() {
        if (!isExecutable()) {
            return "Java " + Runtime.version();
        }
        return "executable for " + (isForAnyProcessor() ? "any processor, without AES" : BUILT_FOR);
    }

    private static boolean isExecutable() {
        return ImageMode.current() == ImageMode.NATIVE_RUN;
    }

    // Classes that are in no jar have none.
    private static String ofTheJar() {
        return Objects.requireNonNullElse(Build.class.getPackage().getImplementationVersion(), "unknown");
    }
}
