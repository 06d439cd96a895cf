package dev.lintel.process.listener;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Lets Quarkus listen with TLS, and with TLS only, on the listener's port where {@code listener.tls} is set. It wants files of its
 * own for that; what is served is {@link ListenerTls}'.
 */
public final class ListenerTlsKeys implements ConfigSourceFactory {

    // Over all files, as the keys of the listener themselves are.
    private static final int ORDINAL = 290;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        String certificate = value(context, "listener.tls.certificate");
        String key = value(context, "listener.tls.key");
        if (certificate.isEmpty() || key.isEmpty()) {
            return List.of();
        }
        return List.of(new PropertiesConfigSource(
                Map.of(
                        "quarkus.http.insecure-requests", "disabled",
                        "quarkus.http.ssl.certificate.files", certificate.replace(",", "\\,"),
                        "quarkus.http.ssl.certificate.key-files", key.replace(",", "\\,")),
                "listener.tls",
                ORDINAL));
    }

    private static String value(ConfigSourceContext context, String name) {
        ConfigValue value = context.getValue(name);
        return value == null || value.getValue() == null ? "" : value.getValue().strip();
    }
}
