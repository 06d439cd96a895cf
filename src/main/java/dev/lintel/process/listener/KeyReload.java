package dev.lintel.process.listener;

import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/** What has been seen in the files of a key that is served with. Any thread may look, one after the other. */
final class KeyReload {

    private final KeyFiles files;
    private final ReplaceableKey key;
    private final Vertx vertx;
    private KeyFiles.Content seen;
    private @Nullable String fault;

    /** Looks for other files than those with the content {@code seen}, which are served. */
    KeyReload(KeyFiles files, ReplaceableKey key, KeyFiles.Content seen, Vertx vertx) {
        this.files = files;
        this.key = key;
        this.seen = seen;
        this.vertx = vertx;
    }

    /**
     * Takes what has changed, and says whether anything has.
     *
     * @throws IllegalArgumentException when it cannot be used, once for each fault; the message begins with the name of the key
     */
    synchronized boolean look() {
        try {
            KeyFiles.Content content = files.read();
            boolean changed = !content.equals(seen);
            if (changed) {
                seen = content;
                key.replace(ServerKey.read(content, vertx));
            }
            fault = null;
            return changed;
        } catch (IllegalArgumentException e) {
            if (String.valueOf(e.getMessage()).equals(fault)) {
                return false;
            }
            fault = e.getMessage();
            throw e;
        }
    }
}
