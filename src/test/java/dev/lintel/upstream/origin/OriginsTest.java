package dev.lintel.upstream.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.lintel.http.Via;
import dev.lintel.providers.Provider;
import dev.lintel.providers.Provider.Credentials;
import dev.lintel.providers.endpoint.AddedHeaders;
import dev.lintel.providers.endpoint.AddedQuery;
import dev.lintel.providers.endpoint.Endpoint;
import dev.lintel.providers.endpoint.ProviderKind;
import dev.lintel.providers.endpoint.TlsFiles;
import dev.lintel.testing.Alongside;
import dev.lintel.testing.Patience;
import dev.lintel.testing.TestAuthority;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Alongside
final class OriginsTest {

    private final Vertx vertx = Vertx.vertx();
    private final Context eventLoop = vertx.getOrCreateContext();
    private final Set<Provider> underWay = ConcurrentHashMap.newKeySet();
    private final Origins origins = new Origins(vertx, eventLoop, underWay::contains, Via.unique());

    @TempDir
    Path directory;

    private Provider plain;
    private Provider trusting;

    @BeforeEach
    void configure() {
        plain = provider("plain", TlsFiles.NONE);
        Path authority = TestAuthority.in(directory).certificate();
        trusting = provider("trusting", TlsFiles.read(Optional.of(authority), Optional.empty(), Optional.empty()));
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void what_a_provider_is_called_with_stays_while_it_is_kept() throws Exception {
        Origin before = on(() -> origins.of(plain));
        Origin other = on(() -> origins.of(trusting));
        keepOnly(plain);
        Patience.until("the other one is made anew", () -> on(() -> origins.of(trusting)) != other);

        assertThat(on(() -> origins.of(plain))).isSameAs(before);
    }

    @Test
    void what_no_provider_needs_is_let_go_once_its_last_call_is_over() throws Exception {
        Origin before = on(() -> origins.of(trusting));
        underWay.add(trusting);
        keepOnly(plain);
        // A look after another one later is not the first.
        Provider third = provider("third", TlsFiles.NONE);
        Origin swept = on(() -> origins.of(third));
        Patience.until("a sweep", () -> on(() -> origins.of(third)) != swept);
        assertThat(on(() -> origins.of(trusting))).isSameAs(before);

        underWay.clear();
        Patience.until("it is made anew", () -> on(() -> origins.of(trusting)) != before);
        assertThat(on(() -> origins.of(trusting)).pooled()).isNotSameAs(before.pooled());
        assertThatIllegalStateException()
                .isThrownBy(() -> before.pooled().request(before.request(HttpMethod.GET, "/models")))
                .withMessage("Client is closed");
    }

    @Test
    void connections_of_those_that_do_tls_alike_stay() throws Exception {
        Provider changed = provider("plain", TlsFiles.NONE);
        Origin before = on(() -> origins.of(plain));
        keepOnly(changed);
        Patience.until("the one before is gone", () -> on(() -> origins.of(plain)) != before);

        assertThat(on(() -> origins.of(changed)).pooled()).isSameAs(before.pooled());
    }

    private void keepOnly(Provider... providers) {
        Set<Provider> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        kept.addAll(List.of(providers));
        on(() -> {
            origins.keepOnly(kept);
            return kept;
        });
    }

    private <T> T on(Supplier<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        eventLoop.runOnContext(turn -> done.complete(action.get()));
        return done.orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static Provider provider(String name, TlsFiles tls) {
        Endpoint endpoint = new Endpoint(
                ProviderKind.OPENAI,
                URI.create("https://127.0.0.1:1/v1"),
                AddedHeaders.NONE,
                AddedQuery.NONE,
                tls,
                Optional.empty(),
                false,
                false);
        return Provider.of(name, name, endpoint, Credentials.NONE, List.of(), false);
    }
}
