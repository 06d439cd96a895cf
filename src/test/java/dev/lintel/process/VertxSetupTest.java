package dev.lintel.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.UpstreamResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(UpstreamResource.class)
class VertxSetupTest {

    @Inject
    Vertx vertx;

    @Test
    void nobody_but_lintel_itself_looks_at_requests_to_trace_them() {
        assertThat(((VertxInternal) vertx).tracer()).isNull();
    }
}
