package dev.lintel.demo;

import dev.lintel.testing.Patience;
import dev.lintel.testing.RawClient;
import dev.lintel.testing.RawClient.Answer;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The demo provider alone, with clients for it. */
final class DemoServer implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final URI url = new DemoProvider(vertx).start();

    URI url() {
        return url;
    }

    RawClient connect() {
        return RawClient.connect(url);
    }

    Answer get(String path) {
        try (RawClient client = connect()) {
            return client.get(path).readAnswer();
        }
    }

    Answer post(String path, String body) {
        try (RawClient client = connect()) {
            return client.post(path, body).readAnswer();
        }
    }

    /** The events of an answer that is a stream and the text after the last, with what differs from answer to answer written as {@code ID}. */
    List<String> stream(String path, String body) {
        return List.of(steady(post(path, body).text()).split("\n\n", -1));
    }

    /** A text without the identifiers that are different each time. */
    static String steady(String text) {
        return text.replaceAll("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}", "ID");
    }

    /** A client of the Responses API's WebSocket, whose opening has a header {@code x-demo} unless it is empty. */
    ReceivedMessages open(String header) {
        ReceivedMessages received = new ReceivedMessages();
        WebSocket.Builder opening = HttpClient.newHttpClient().newWebSocketBuilder();
        if (!header.isEmpty()) {
            opening.header("x-demo", header);
        }
        received.socket = opening.buildAsync(URI.create("ws://127.0.0.1:" + url.getPort() + "/v1/responses"), received)
                .orTimeout(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
        return received;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
