package dev.lintel.process.command;

import dev.lintel.process.listener.ListenerConfig;
import io.smallrye.config.SmallRyeConfig;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Where the Lintel that runs here says how it is: the admin port where there is one, else the port of calls.
 *
 * @param host the address that it binds to
 */
record OwnListener(String host, int port, boolean tls) {

    /** To connect, and for each piece of the answer. */
    private static final int TIMEOUT_MILLIS = 2000;

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})\\b.*");

    /**
     * As the configuration has it.
     *
     * @throws IllegalArgumentException when it listens where nobody can know
     */
    static OwnListener of(SmallRyeConfig config) {
        ListenerConfig listener = config.getConfigMapping(ListenerConfig.class);
        int port =
                listener.adminPort() == 0 ? config.getValue("quarkus.http.port", Integer.class) : listener.adminPort();
        if (port == 0) {
            throw new IllegalArgumentException("listener.port: 0 is any free port, and nobody can know which");
        }
        return new OwnListener(
                listener.host(), port, listener.tls().certificate().isPresent());
    }

    /** The status of what it answers to a GET. */
    int status(String path) throws IOException {
        try (Socket plain = new Socket()) {
            plain.setSoTimeout(TIMEOUT_MILLIS);
            plain.connect(new InetSocketAddress(address(), port), TIMEOUT_MILLIS);
            Socket socket = tls ? encrypted(plain) : plain;
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String line = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .readLine();
            Matcher status = STATUS.matcher(line == null ? "" : line);
            if (!status.matches()) {
                throw new EOFException("what comes is no answer of HTTP");
            }
            return Integer.parseInt(status.group(1));
        }
    }

    private InetAddress address() throws UnknownHostException {
        InetAddress bound = InetAddress.getByName(host);
        return bound.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : bound;
    }

    private Socket encrypted(Socket plain) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Any()}, null);
            return context.getSocketFactory().createSocket(plain, "localhost", port, true);
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }

    /**
     * Believes any certificate, as orchestrators do that probe: it is for another name than this, nothing is told that is secret, and
     * of the answer only the status is taken.
     */
    private static final class Any extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
