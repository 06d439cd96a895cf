package dev.lintel.process.listener;

import dev.lintel.providers.TimeLimitConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The section {@code listener}: where Lintel listens, and what it takes in. */
@ConfigMapping(prefix = "listener", namingStrategy = ConfigMapping.NamingStrategy.SNAKE_CASE)
public interface ListenerConfig {

    /** The address to bind to. */
    @WithDefault("0.0.0.0")
    String host();

    /** The port to bind to; the environment variable {@code PORT} wins. 0 takes a free one. */
    @WithDefault("12000")
    @WithConverter(PortConverter.class)
    int port();

    /** The most bytes of a body that is read whole, also after inflation; more is answered 413. */
    @WithDefault("32M")
    MemorySize maxBodySize();

    /** The most bytes of bodies that are held for all calls together, as a size or in percent of the heap; more is answered 503. */
    @WithDefault("25%")
    @WithConverter(HeldBytesConverter.class)
    long maxHeld();

    /** How many calls may be under way at once; the next one is answered 503. */
    @WithDefault("10000")
    int maxCalls();

    /** Another port for {@code /q/*} and {@code /traces}, which are not on the other one then; 0: the same. */
    @WithDefault("0")
    @WithConverter(PortConverter.class)
    int adminPort();

    /** How long the head of a request may take to come whole, from the connection or from its first byte; 0s: for ever. */
    @WithDefault("30s")
    @WithConverter(TimeLimitConverter.class)
    Duration headTimeout();

    /** In which 16 KiB of a body must come, or its end, while it is waited for; then 408. 0s: never. */
    @WithDefault("60s")
    @WithConverter(TimeLimitConverter.class)
    Duration bodyTimeout();

    /** After which a connection is closed on which nothing has passed in either direction. 0s: never. */
    @WithDefault("30m")
    @WithConverter(TimeLimitConverter.class)
    Duration idleTimeout();

    /** The silence towards the client, 1s to 1h, after which an event stream gets a comment line. 0s: never. */
    @WithDefault("0s")
    @WithConverter(TimeLimitConverter.class)
    Duration keepAlive();

    /** How it speaks TLS. */
    Tls tls();

    /** Files in PEM, read anew when they change; both or none, and then it speaks plain HTTP. */
    interface Tls {

        /** The certificate, with those that lead to an authority behind it. */
        Optional<Path> certificate();

        /** Its private key. */
        Optional<Path> key();
    }

    /** Origins of web pages that may call, beside those on loopback and of desktop applications; {@code *}: all. */
    Optional<List<String>> allowedOrigins();

    /** Addresses and networks of proxies whose word for where a call comes from is taken; from all others none is. */
    Optional<List<String>> trustedProxies();
}
