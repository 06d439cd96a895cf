package dev.lintel.process.listener;

import org.eclipse.microprofile.config.spi.Converter;

/** Reads a TCP port, 0 to 65535, where 0 is any free one. */
public final class PortConverter implements Converter<Integer> {

    private static final long serialVersionUID = 1L;
    private static final int MAX_PORT = 65_535;

    @Override
    public Integer convert(String value) {
        int port;
        try {
            port = Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw refused(value);
        }
        if (port < 0 || port > MAX_PORT) {
            throw refused(value);
        }
        return port;
    }

    private static IllegalArgumentException refused(String value) {
        // Kubernetes sets LISTENER_PORT in every container beside a service that is called listener.
        String advice = value.startsWith("tcp://") ? "; with enableServiceLinks: false Kubernetes does not set it" : "";
        return new IllegalArgumentException("'" + value + "' is not a port from 0 to " + MAX_PORT + advice);
    }
}
