package dev.lintel.upstream;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

/** Hears of each attempt to get an answer from a provider. Called on the call's event loop; must not block. */
public interface AttemptObserver {

    /**
     * An attempt is about to be made.
     *
     * @param headers what will be sent; the observer may add headers of its own
     * @return who hears how the attempt goes on
     */
    Attempt begin(Provider provider, HttpMethod method, String path, MultiMap headers);

    /** One attempt under way. */
    interface Attempt {

        /** The head of the answer has come. At most once, and before {@link #ended}. */
        void answered(int status);

        /** The attempt is over. Exactly once. */
        void ended(Ending ending);
    }
}
