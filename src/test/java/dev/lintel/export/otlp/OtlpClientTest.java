package dev.lintel.export.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.export.spans.encoding.SpanBatch;
import dev.lintel.export.spans.encoding.SpanPage;
import dev.lintel.testing.OtlpReceiver;
import dev.lintel.testing.OtlpReceiver.Manners;
import dev.lintel.testing.OtlpReceiver.Protocol;
import dev.lintel.testing.OtlpReceiver.ReceivedSpan;
import dev.lintel.testing.Patience;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an export, and what the log says of it, by what a collector answers. */
final class OtlpClientTest {

    private static final int MOST_ATTEMPTS = 4;

    private final Vertx vertx = Vertx.vertx();
    private final OtlpReceiver collector = OtlpReceiver.start();
    private final CollectorLines lines = CollectorLines.kept();

    @AfterEach
    void stop() {
        lines.close();
        collector.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    // Refusals

    @ParameterizedTest
    @CsvSource({"HTTP, 302", "HTTP, 400", "HTTP, 401", "HTTP, 413", "HTTP, 500", "HTTP, 501", "GRPC, 401", "GRPC, 500"})
    void a_status_of_http_that_no_repetition_helps_is_not_repeated(Protocol protocol, int status) {
        collector.answerStatus(status);

        assertRefusedUntilItAccepts(protocol, "HTTP status " + status);
    }

    @ParameterizedTest
    @CsvSource({"2, UNKNOWN", "3, INVALID_ARGUMENT", "8, RESOURCE_EXHAUSTED", "12, UNIMPLEMENTED", "16, UNAUTHENTICATED"
    })
    void a_status_of_grpc_that_no_repetition_helps_is_not_repeated(int status, String name) {
        collector.answerGrpcStatus(status, "not%20now");

        assertRefusedUntilItAccepts(Protocol.GRPC, "gRPC status " + name + ": not now");
    }

    @ParameterizedTest
    @EnumSource
    void garbage_with_a_good_status_is_no_success(Protocol protocol) {
        collector.behave(Manners.GARBAGE);

        assertRefusedUntilItAccepts(protocol, "its answer is not OTLP");
    }

    @Test
    void a_page_with_a_good_status_is_no_success_over_grpc() {
        collector.answerHttp("text/html", "<html>");

        assertRefusedUntilItAccepts(Protocol.GRPC, "its answer is not gRPC");
    }

    @Test
    void an_answer_without_end_is_no_success() {
        collector.answerHttp("application/x-protobuf", "\n".repeat(100_000));

        assertRefusedUntilItAccepts(Protocol.HTTP, "its answer is not OTLP");
    }

    // Attempts

    @ParameterizedTest
    @ValueSource(ints = {429, 502, 503, 504})
    void a_status_of_http_that_passes_costs_nothing(int status) {
        collector.answerStatus(status);

        assertTakenAfterARefusal(Protocol.HTTP);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 10, 11, 14, 15})
    void a_status_of_grpc_that_passes_costs_nothing(int status) {
        collector.answerGrpcStatus(status, "");

        assertTakenAfterARefusal(Protocol.GRPC);
    }

    @ParameterizedTest
    @CsvSource({"HTTP, HANG_UP", "GRPC, HANG_UP", "HTTP, RESET", "GRPC, RESET"})
    void a_connection_that_breaks_costs_nothing(Protocol protocol, Manners manners) {
        collector.behave(manners);

        assertTakenAfterARefusal(protocol);
    }

    @ParameterizedTest
    @CsvSource({"HTTP, HTTP status 503", "GRPC, gRPC status UNAVAILABLE"})
    void what_does_not_pass_is_tried_four_times(Protocol protocol, String reason) {
        collector.behave(Manners.OVERLOADED);

        assertThat(send(client(protocol)).isSuccess()).isFalse();
        assertThat(collector.requests()).hasSize(MOST_ATTEMPTS);
        assertThat(lines.all()).containsExactly(warning(reason));
    }

    @Test
    void what_asks_to_come_back_after_the_time_out_is_not_asked_again() {
        collector.answerStatus(503, "retry-after", "3600");

        assertRefusedUntilItAccepts(Protocol.HTTP, "HTTP status 503");
    }

    @ParameterizedTest
    @EnumSource
    void what_is_to_be_tried_again_ends_with_the_client_and_not_by_its_time_out(Protocol protocol) {
        collector.behave(Manners.OVERLOADED);
        OtlpClient client = client(protocol);
        CompletableResultCode result = client.send(OtlpMessage.of(TraceRequestMarshaler.create(List.of())));
        collector.awaitRequest(any -> true);
        joined(client.shutdown());

        assertThat(joined(result).isSuccess()).isFalse();
        assertThat(lines.all()).singleElement().asString().startsWith("WARN").doesNotContain("no answer within");
    }

    @ParameterizedTest
    @EnumSource
    void what_is_accepted_before_the_sending_thread_goes_on_is_sent_once(Protocol protocol) {
        OtlpClient client = client(protocol, real -> interrupted(real, HttpClient.class));

        assertThat(send(client).isSuccess()).isTrue();
        assertThat(collector.requests()).hasSize(1);
    }

    // Partial success

    @ParameterizedTest
    @EnumSource
    void what_it_rejects_is_told_and_not_sent_again(Protocol protocol) {
        collector.reject(2, "too\nold");

        assertRejected(protocol, 2, "too old");
    }

    @ParameterizedTest
    @EnumSource
    void a_mere_remark_rejects_nothing(Protocol protocol) {
        collector.reject(0, "slow down");

        assertRejected(protocol, 0, "slow down");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=utf-8"})
    void an_answer_in_json_is_read_too(String type) {
        collector.answerHttp(type, "{\"partialSuccess\":{\"rejectedSpans\":\"2\",\"errorMessage\":\"too old\"}}");
        assertRejected(Protocol.HTTP, 2, "too old");

        collector.answerHttp(type, "{}");
        assertThat(send(client(Protocol.HTTP)).isSuccess()).isTrue();
    }

    // Pages

    @ParameterizedTest
    @EnumSource
    void pages_that_are_accepted_at_once_are_given_back(Protocol protocol) {
        AtomicInteger free = new AtomicInteger();

        assertThat(joined(client(protocol).send(batch(free))).isSuccess()).isTrue();
        assertThat(collector.awaitSpans(1, any -> true))
                .extracting(ReceivedSpan::name)
                .containsExactly("paged");
        assertThat(free).hasValue(1);
    }

    @ParameterizedTest
    @EnumSource
    void pages_that_are_sent_again_go_whole_and_are_not_given_back(Protocol protocol) {
        AtomicInteger free = new AtomicInteger();
        collector.behave(Manners.OVERLOADED);
        CompletableResultCode result = client(protocol).send(batch(free));
        collector.awaitRequest(any -> true);
        collector.behave(Manners.ACCEPT);

        assertThat(joined(result).isSuccess()).isTrue();
        assertThat(collector.requests()).hasSizeBetween(2, MOST_ATTEMPTS);
        assertThat(collector.awaitSpans(1, any -> true))
                .extracting(ReceivedSpan::name)
                .containsOnly("paged");
        assertThat(free).hasValue(0);
    }

    private static SpanBatch batch(AtomicInteger free) {
        Span span = SdkTracerProvider.builder()
                .build()
                .get("test")
                .spanBuilder("paged")
                .startSpan();
        span.end();
        SpanPage page = new SpanPage(1024, 10);
        page.add(((ReadableSpan) span).toSpanData());
        return new SpanBatch(Resource.empty(), List.of(page), given -> free.incrementAndGet());
    }

    private void assertRefusedUntilItAccepts(Protocol protocol, String reason) {
        OtlpClient client = client(protocol);
        CompletableResultCode refused = send(client);
        assertThat(refused.isSuccess()).isFalse();
        assertThat(refused.getFailureThrowable()).isNull();
        assertThat(collector.requests()).hasSize(1);
        assertThat(lines.all()).containsExactly(warning(reason));

        collector.behave(Manners.ACCEPT);
        assertThat(send(client).isSuccess()).isTrue();
        assertThat(lines.all())
                .containsExactly(warning(reason), "INFO " + collector.endpoint() + " accepts traces again");
    }

    private void assertTakenAfterARefusal(Protocol protocol) {
        CompletableResultCode result = client(protocol).send(OtlpMessage.of(TraceRequestMarshaler.create(List.of())));
        collector.awaitRequest(any -> true);
        collector.behave(Manners.ACCEPT);

        assertThat(joined(result).isSuccess()).isTrue();
        assertThat(collector.requests()).hasSizeBetween(2, MOST_ATTEMPTS);
        assertThat(lines.all()).isEmpty();
    }

    private void assertRejected(Protocol protocol, long count, String message) {
        CompletableResultCode result = send(client(protocol));

        assertThat(result.isSuccess()).isFalse();
        assertThat(result.getFailureThrowable())
                .isInstanceOfSatisfying(
                        RejectedItemsException.class,
                        rejected -> assertThat(rejected.rejected()).isEqualTo(count));
        assertThat(collector.requests()).hasSize(1);
        assertThat(lines.all()).containsExactly(warning(count + " rejected: " + message));
    }

    private String warning(String reason) {
        return "WARN Failed to export traces to " + collector.endpoint() + ": " + reason;
    }

    private static CompletableResultCode send(OtlpClient client) {
        return joined(client.send(OtlpMessage.of(TraceRequestMarshaler.create(List.of()))));
    }

    private static CompletableResultCode joined(CompletableResultCode result) {
        result.join(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(result.isDone()).isTrue();
        return result;
    }

    /** A thread that is interrupted by others after each step that it takes, for as long as the event loop has work. */
    private static <T> T interrupted(T real, Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            Object result = method.invoke(real, given);
            if (result instanceof Future<?> begun && !Context.isOnEventLoopThread()) {
                begun.toCompletionStage()
                        .handle((done, failure) -> done)
                        .toCompletableFuture()
                        .get(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
                return interrupted((Future<?>) begun, Future.class);
            }
            return result;
        }));
    }

    private OtlpClient client(Protocol by) {
        return client(by, http -> http);
    }

    private OtlpClient client(Protocol by, UnaryOperator<HttpClient> seen) {
        boolean grpc = by == Protocol.GRPC;
        HttpClientOptions options = new HttpClientOptions().setHttp2ClearTextUpgrade(false);
        if (grpc) {
            options.setProtocolVersion(HttpVersion.HTTP_2);
        }
        OtlpProtocol protocol = grpc ? new OtlpOverGrpc() : new OtlpOverHttp();
        RequestOptions target = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(collector.endpoint().getHost())
                .setPort(collector.endpoint().getPort())
                .setURI(grpc ? "/opentelemetry.proto.collector.trace.v1.TraceService/Export" : "/v1/traces");
        protocol.headers(false).forEach(target::putHeader);
        return new OtlpClient(
                vertx,
                seen.apply(vertx.createHttpClient(options)),
                protocol,
                target,
                false,
                Patience.LIMIT,
                new CollectorLog("traces", collector.endpoint().toString(), () -> 0));
    }
}
