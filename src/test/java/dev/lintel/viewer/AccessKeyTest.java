package dev.lintel.viewer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lintel.testing.TestAuthority;
import dev.lintel.testing.TestAuthority.Issued;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessKeyTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void the_cookie_is_secure_when_the_key_came_by_https(@TempDir Path folder) {
        Issued own = TestAuthority.in(folder).issueFor("localhost");
        PemKeyCertOptions keys = new PemKeyCertOptions()
                .setCertPath(own.certificate().toString())
                .setKeyPath(own.key().toString());

        assertThat(cookie(new HttpServerOptions().setSsl(true).setKeyCertOptions(keys)))
                .contains("; Secure");
    }

    @Test
    void the_cookie_is_not_secure_when_the_key_came_by_http() {
        assertThat(cookie(new HttpServerOptions())).startsWith("lintel_viewer=").doesNotContain("Secure");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "undefined", "0", "false", "sesame"})
    void nothing_that_is_not_presented_opens(String configured) {
        AccessKey key = new AccessKey(configured);

        assertThat(key.is(null)).isFalse();
        assertThat(key.is("")).isFalse();
        assertThat(key.is(configured)).isTrue();
    }

    @Test
    void an_empty_one_is_none() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AccessKey(""))
                .withMessage("access_key: it is empty, which everybody knows");
    }

    private String cookie(HttpServerOptions options) {
        AccessKey key = new AccessKey("sesame");
        return vertx.createHttpServer(options)
                .requestHandler(request ->
                        request.response().addCookie(key.cookie(request)).end())
                .listen(0, "localhost")
                .compose(server -> vertx.createHttpClient(
                                new HttpClientOptions().setSsl(options.isSsl()).setTrustAll(true))
                        .request(HttpMethod.GET, server.actualPort(), "localhost", "/traces"))
                .compose(request -> request.send())
                .map(response -> response.getHeader("set-cookie"))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
