package dev.lintel.export.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lintel.testing.OtlpReceiver;
import io.opentelemetry.exporter.internal.otlp.traces.TraceRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports to a collector, by a thread that is none of the event loop's. */
final class OtlpClientTest {

    private final Vertx vertx = Vertx.vertx();
    private final OtlpReceiver collector = OtlpReceiver.start();

    @AfterEach
    void close() {
        collector.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_is_accepted_before_the_sending_thread_goes_on_is_sent_once(boolean grpc) {
        HttpClient real = vertx.createHttpClient(
                grpc
                        ? new HttpClientOptions()
                                .setProtocolVersion(HttpVersion.HTTP_2)
                                .setHttp2ClearTextUpgrade(false)
                        : new HttpClientOptions());

        CompletableResultCode exported = send(interrupted(real, HttpClient.class), grpc);

        assertThat(exported.join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
        assertThat(collector.requests()).hasSize(1);
    }

    @Test
    void what_fails_at_the_first_attempt_is_sent_again() {
        collector.behave(OtlpReceiver.Manners.HANG_UP);

        CompletableResultCode exported = send(vertx.createHttpClient(), false);
        collector.awaitRequest(request -> true);
        collector.behave(OtlpReceiver.Manners.ACCEPT);

        assertThat(exported.join(20, TimeUnit.SECONDS).isSuccess()).isTrue();
        assertThat(collector.requests()).hasSizeGreaterThan(1);
    }

    private CompletableResultCode send(HttpClient http, boolean grpc) {
        OtlpProtocol protocol = grpc ? new OtlpOverGrpc() : new OtlpOverHttp();
        String path = grpc ? "/opentelemetry.proto.collector.trace.v1.TraceService/Export" : "/v1/traces";
        RequestOptions target = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(collector.endpoint().getHost())
                .setPort(collector.endpoint().getPort())
                .setURI(path);
        protocol.headers(false).forEach(target::putHeader);
        CollectorLog log = new CollectorLog("traces", collector.endpoint().toString(), System::nanoTime);
        return new OtlpClient(vertx, http, protocol, target, false, Duration.ofSeconds(10), log)
                .send(OtlpMessage.of(TraceRequestMarshaler.create(List.of())));
    }

    /** A thread that is interrupted by others after each step that it takes, for as long as the event loop has work. */
    private static <T> T interrupted(T real, Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            Object result = method.invoke(real, given);
            if (result instanceof Future<?> begun && !Context.isOnEventLoopThread()) {
                begun.toCompletionStage()
                        .handle((done, failure) -> done)
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
                return interrupted((Future<?>) begun, Future.class);
            }
            return result;
        }));
    }
}
