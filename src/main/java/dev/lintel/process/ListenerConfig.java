package dev.lintel.process;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
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

    /** Origins of web pages that may call, beside those on loopback and of desktop applications; {@code *}: all. */
    Optional<List<String>> allowedOrigins();
}
