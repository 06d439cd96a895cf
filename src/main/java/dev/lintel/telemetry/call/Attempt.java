package dev.lintel.telemetry.call;

import dev.lintel.http.ErrorType;
import dev.lintel.providers.Provider;
import dev.lintel.telemetry.ending.Ending;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The record of one attempt at a provider. Opaque to all but telemetry. On the call's event loop. */
public final class Attempt {

    /** In the place of any, where nothing is recorded. */
    public static final Attempt UNKNOWN = new Attempt(null, "", "");

    private static final CharSequence X_REQUEST_ID = HttpHeaders.createOptimized("x-request-id");
    private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized("request-id");

    private final @Nullable Provider provider;
    private final String target;
    private final String spanId;
    private final long startNanos = System.nanoTime();

    private long endNanos;
    private @Nullable HttpVersion version;
    private int status;
    private @Nullable String requestId;
    private @Nullable Ending ending;

    Attempt(@Nullable Provider provider, String target, String spanId) {
        this.provider = provider;
        this.target = target;
        this.spanId = spanId;
    }

    void connected(HttpVersion spoken) {
        version = spoken;
    }

    void answered(int answeredStatus, MultiMap headers) {
        status = answeredStatus;
        // Not the head, which would be held until the end.
        String id = headers.get(X_REQUEST_ID);
        requestId = id == null ? headers.get(REQUEST_ID) : id;
    }

    void end(Ending how) {
        endNanos = System.nanoTime();
        ending = how;
    }

    void endIfOpen(Ending how) {
        if (ending == null) {
            end(how);
        }
    }

    /** Who is asked. */
    public Provider provider() {
        return Objects.requireNonNull(provider);
    }

    /** The path below the provider's base URL, with its query. */
    public String target() {
        return target;
    }

    /** The id of its span, 16 hexadecimal digits, which the provider has been told. */
    public String spanId() {
        return spanId;
    }

    /** When it began, on the clock of {@link System#nanoTime}. */
    public long startNanos() {
        return startNanos;
    }

    /** When it was over, on the same clock. */
    public long endNanos() {
        return endNanos;
    }

    /** The version of HTTP that was spoken; null where no connection stood. */
    public @Nullable HttpVersion version() {
        return version;
    }

    /** The status that it was answered; 0 for none. */
    public int status() {
        return status;
    }

    /** What the provider calls the request; null where it does not say. */
    public @Nullable String requestId() {
        return requestId;
    }

    /** How it ended. */
    public Ending ending() {
        return ending == null ? Ending.CANCELLED : ending;
    }

    /** What went wrong, by the status that it was answered if that says so; null for nothing. */
    public @Nullable ErrorType error() {
        return ending().isFailed() || status < 400 ? ending().error() : ErrorType.ofProvider(status);
    }
}
