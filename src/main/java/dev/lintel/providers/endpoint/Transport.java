package dev.lintel.providers.endpoint;

/**
 * What bytes go to an endpoint by: endpoints that have it alike may share a client.
 *
 * @param tls what TLS is done with
 * @param http2 whether it is asked over HTTP/2: over TLS where it agrees to that, in plain in any case
 */
public record Transport(TlsFiles tls, boolean http2) {

    /** The same over HTTP/1.1, in which alone a protocol is switched (RFC 9110, section 7.8). */
    public Transport overHttp1() {
        return http2 ? new Transport(tls, false) : this;
    }
}
