package dev.lintel.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A free loopback port for a process that has to be told which one to take. It lies below those that the system gives to
 * outgoing connections and to servers without a wish, so that nobody gets it between now and its use.
 */
public final class QuietPort {

    private static final Path GIVEN_OUT = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
    private static final int LOWEST = 10_000;
    private static final int USUAL_END = 32_768;
    private static final int MOST_TRIES = 1_000;

    private QuietPort() {}

    /** Finds one; each time another, as far as chance goes. */
    public static int find() {
        int end = end();
        for (int time = 0; time < MOST_TRIES; time++) {
            int port = ThreadLocalRandom.current().nextInt(Math.min(LOWEST, end / 2), end);
            if (isFree(port)) {
                return port;
            }
        }
        throw new AssertionError("No port is free below " + end);
    }

    private static int end() {
        if (!Files.exists(GIVEN_OUT)) {
            return USUAL_END;
        }
        // Not by Files.readString: the system shows all of it to the first who reads, and that reads one byte first.
        try (BufferedReader file = Files.newBufferedReader(GIVEN_OUT)) {
            return Integer.parseInt(file.readLine().split("\\s+")[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket trial = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return trial.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
