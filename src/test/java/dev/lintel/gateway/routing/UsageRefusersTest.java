package dev.lintel.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.providers.Provider;
import dev.lintel.providers.Provider.Credentials;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UsageRefusersTest {

    private final UsageRefusers refusers = new UsageRefusers();

    @Test
    void a_provider_that_has_refused_once_is_known_for_it_until_it_is_configured_anew() {
        Provider provider = provider();
        assertThat(refusers.contains(provider)).isFalse();
        assertThat(refusers.add(provider)).isTrue();
        assertThat(refusers.add(provider)).isFalse();
        assertThat(refusers.contains(provider)).isTrue();

        Provider anew = provider();
        assertThat(refusers.contains(anew)).isFalse();
        assertThat(refusers.add(anew)).isTrue();
        assertThat(refusers.contains(anew)).isTrue();
    }

    private static Provider provider() {
        return Provider.of("a", URI.create("http://a.example/v1"), Credentials.NONE, List.of(), false);
    }
}
