package dev.lintel.process.listener;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The key of a TLS server that may be replaced while it serves: connections stay as they are, and each handshake takes the one of
 * its time. Any thread may call.
 */
final class ReplaceableKey extends X509ExtendedKeyManager {

    /** A handshake that has begun with the one before still asks for it by its alias. */
    private record Keys(int number, ServerKey current, ServerKey before) {}

    private volatile Keys keys;

    ReplaceableKey(ServerKey first) {
        keys = new Keys(0, first, first);
    }

    /** The next handshakes take this one. For one thread. */
    void replace(ServerKey next) {
        keys = new Keys(keys.number() + 1, next, keys.current());
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String type, Principal @Nullable [] issuers, SSLEngine engine) {
        Keys now = keys;
        return type.equals(now.current().key().getAlgorithm()) ? String.valueOf(now.number()) : null;
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return named(alias).key();
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return named(alias).chain().toArray(X509Certificate[]::new);
    }

    private ServerKey named(String alias) {
        Keys now = keys;
        return alias.equals(String.valueOf(now.number())) ? now.current() : now.before();
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
        return null;
    }
}
