import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

final class Service {

    private static final HttpClient NEXT = HttpClient.newHttpClient();

    private static final TextMapGetter<Headers> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
            return headers.keySet();
        }

        @Override
        public String get(Headers headers, String name) {
            return headers.getFirst(name);
        }
    };

    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(System.getenv("PORT"));
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.createContext("/", Service::serve);
        server.start();
    }

    private static void serve(HttpExchange exchange) throws IOException {
        Context caller = Tracing.PROPAGATOR.extract(Context.current(), exchange.getRequestHeaders(), GETTER);
        Span span = Tracing.TRACER
                .spanBuilder("take the order query")
                .setParent(caller)
                .setSpanKind(SpanKind.SERVER)
                .startSpan();
        try (exchange; Scope current = span.makeCurrent()) {
            HttpRequest.Builder next = HttpRequest.newBuilder(URI.create(System.getenv("NEXT_URL")));
            Tracing.PROPAGATOR.inject(
                    Context.current(), next, (carrier, name, value) -> carrier.setHeader(name, value));
            var answer = NEXT.send(next.build(), BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            span.end();
        }
    }
}
