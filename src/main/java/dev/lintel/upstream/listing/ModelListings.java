package dev.lintel.upstream.listing;

import dev.lintel.providers.Provider;
import dev.lintel.providers.endpoint.Endpoint;
import dev.lintel.upstream.Exchange;
import dev.lintel.upstream.ExchangeReceiver;
import dev.lintel.upstream.OutgoingRequest;
import dev.lintel.upstream.UpstreamClient;
import dev.lintel.upstream.failure.Obstacle;
import dev.lintel.upstream.failure.UpstreamException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/** Asks providers for their models. */
@Singleton
public final class ModelListings {

    /** A list is short: who takes longer is left out. */
    public static final Duration MAX_WAIT = Duration.ofSeconds(10);

    /** Of clients that do not wait as long: Claude Code gives a list 3 s. */
    public static final Duration SHORT_WAIT = Duration.ofMillis(2_500);

    /** Room for some ten thousand models. */
    private static final int MAX_BYTES = 4 * 1024 * 1024;

    private final UpstreamClient client;

    ModelListings(UpstreamClient client) {
        this.client = client;
    }

    /**
     * The list of one provider, as it wrote it. To be asked for on the call's event loop.
     *
     * @param wait the most that the provider may take
     * @param received what of the header fields of the client that asks goes to the provider
     * @param sending hears what is spoken with the provider and the fields that go there, and may add to them
     * @param answered hears the fields and the status of its answer
     * @return fails with an {@link UpstreamException} when the provider does not answer 200 with a list of a sensible size
     */
    public Uni<Buffer> of(
            Provider provider,
            Duration wait,
            MultiMap received,
            BiConsumer<HttpVersion, MultiMap> sending,
            ObjIntConsumer<MultiMap> answered) {
        OutgoingRequest request = new OutgoingRequest(
                HttpMethod.GET, target(provider), received, "identity", new OutgoingRequest.NoBody());
        return Uni.createFrom().emitter(to -> new Listing(provider, sending, answered, to).ask(client, request, wait));
    }

    /** What is asked for, below the provider's base URL. */
    public static String target(Provider provider) {
        Endpoint endpoint = provider.endpoint();
        return endpoint.target("/models", endpoint.kind().modelsQuery(), null, false);
    }

    /** One provider asked for its models, and what it answers, up to a bound in bytes and in time. On the call's event loop. */
    private static final class Listing implements ExchangeReceiver {

        private final Provider provider;
        private final BiConsumer<HttpVersion, MultiMap> sending;
        private final ObjIntConsumer<MultiMap> answered;
        private final UniEmitter<? super Buffer> to;
        private final Buffer list = Buffer.buffer();
        private @Nullable Exchange exchange;

        Listing(
                Provider provider,
                BiConsumer<HttpVersion, MultiMap> sending,
                ObjIntConsumer<MultiMap> answered,
                UniEmitter<? super Buffer> to) {
            this.provider = provider;
            this.sending = sending;
            this.answered = answered;
            this.to = to;
        }

        void ask(UpstreamClient client, OutgoingRequest request, Duration most) {
            Vertx vertx = Vertx.currentContext().owner();
            long wait = Math.min(provider.timeouts().firstByte().toMillis(), most.toMillis());
            long timer = vertx.setTimer(wait, late -> giveUp(Obstacle.FIRST_BYTE_TIMEOUT, "gave no models in time."));
            // Lists are seldom asked for, and a connection that has not served before cannot have gone stale.
            Exchange asked = client.exchangeAfresh(provider, request, this, System.nanoTime());
            exchange = asked;
            to.onTermination(() -> {
                vertx.cancelTimer(timer);
                asked.cancel();
            });
            asked.start();
        }

        @Override
        public void sending(HttpVersion version, MultiMap headers) {
            sending.accept(version, headers);
        }

        @Override
        public void answered() {
            if (exchange != null) {
                answered.accept(exchange.headers(), exchange.status());
            }
        }

        @Override
        public void piece(Buffer piece) {
            if (list.length() + piece.length() > MAX_BYTES) {
                giveUp(Obstacle.INVALID_RESPONSE, "answered with more than " + MAX_BYTES + " bytes of models.");
            } else {
                list.appendBuffer(piece);
            }
        }

        @Override
        public void ended() {
            if (status() == 200) {
                to.complete(list);
            } else {
                giveUp(Obstacle.REFUSED, "answered " + status() + " when asked for its models.");
            }
        }

        @Override
        public void stalled() {}

        @Override
        public void failed(UpstreamException failure) {
            to.fail(failure);
        }

        private int status() {
            return exchange == null ? 0 : exchange.status();
        }

        private void giveUp(Obstacle obstacle, String why) {
            to.fail(new UpstreamException(obstacle, "Provider '" + provider.name() + "' " + why));
        }
    }
}
