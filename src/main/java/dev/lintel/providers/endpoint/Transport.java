package dev.lintel.providers.endpoint;

/**
 * What bytes go to an endpoint by: endpoints that have it alike may share a client.
 *
 * @param tls what TLS is done with
 * @param http2 whether it is asked over HTTP/2: over TLS where it agrees to that, in plain in any case
 */
public record Transport(TlsFiles tls, boolean http2) {}
