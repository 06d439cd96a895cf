package dev.lintel.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Tests that run beside each other and beside those of the whole application, which mostly wait: all integration tests, and many
 * others. So they share nothing that changes: no logger, no file, no count of a server's. Where a test is about the process it must
 * be {@link #QUIET}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = Alongside.QUIET, mode = ResourceAccessMode.READ)
public @interface Alongside {

    /** What a test locks that looks at the heap or the threads of its process: nothing else runs meanwhile. */
    String QUIET = "quiet";
}
