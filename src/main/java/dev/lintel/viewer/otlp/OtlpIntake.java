package dev.lintel.viewer.otlp;

import dev.lintel.http.UnreadBody;
import dev.lintel.http.body.BodyReader;
import dev.lintel.http.body.ClientBodies;
import dev.lintel.http.body.ClientBody;
import dev.lintel.viewer.otlp.spans.RefusedExportException;
import dev.lintel.viewer.store.TraceArchive;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.jboss.logging.Logger;

/**
 * Takes what exporters send by OTLP over HTTP, and answers as that specification says. Bodies are read on the event loop and
 * understood on the archive's thread.
 */
public final class OtlpIntake {

    private static final Logger LOG = Logger.getLogger(OtlpIntake.class);
    private static final String GZIP = "gzip";

    private final TraceArchive archive;
    private final ClientBodies bodies;
    private final IntakeLimits limits;
    private final AtomicLong pending = new AtomicLong();

    /** An intake whose bodies have up to {@code maxBodyBytes}, also after inflation. */
    public OtlpIntake(TraceArchive archive, ClientBodies bodies, long maxBodyBytes) {
        this.archive = archive;
        this.bodies = bodies;
        this.limits = new IntakeLimits(Math.min(maxBodyBytes, Integer.MAX_VALUE - 8L));
    }

    /** Takes spans. */
    public void traces(RoutingContext routing) {
        understood(routing).ifPresent(encoding -> take(routing, encoding));
    }

    /** Takes metrics or logs, and drops them. */
    public void dropped(RoutingContext routing) {
        understood(routing).ifPresent(encoding -> {
            ClientBody body =
                    bodies.of(routing.request(), late -> refuse(routing, encoding, RefusedExportException.tooSlow()));
            body.endHandler(end -> answer(routing, encoding, 200, encoding.accepted(0)));
            body.handler(dropped -> {});
            BodyReader.sendContinue(routing.request());
            body.resume();
        });
    }

    /** Refuses an export that does not bring the key. */
    public void unauthorized(RoutingContext routing) {
        routing.response().putHeader("WWW-Authenticate", "Bearer");
        OtlpEncoding encoding = OtlpEncoding.of(routing.request().getHeader(HttpHeaders.CONTENT_TYPE))
                .orElse(OtlpEncoding.JSON);
        refuse(routing, encoding, new RefusedExportException(401, "viewer.access_key is wanted as Bearer."));
    }

    /** Refuses an export that is meant for another host. */
    public void misdirected(RoutingContext routing) {
        OtlpEncoding encoding = OtlpEncoding.of(routing.request().getHeader(HttpHeaders.CONTENT_TYPE))
                .orElse(OtlpEncoding.JSON);
        refuse(routing, encoding, new RefusedExportException(421, "Only a loopback host is answered here."));
    }

    private void take(RoutingContext routing, OtlpEncoding encoding) {
        HttpServerRequest request = routing.request();
        boolean gzip = GZIP.equalsIgnoreCase(request.getHeader(HttpHeaders.CONTENT_ENCODING));
        Context eventLoop = routing.vertx().getOrCreateContext();
        PendingBody body = new PendingBody(bodies, request, limits, pending);
        BodyReader.sendContinue(request);
        body.read()
                .compose(content -> Future.fromCompletionStage(
                        archive.ask(store ->
                                encoding.spans().read(gzip ? inflate(content) : content.getBytes(), store::add)),
                        eventLoop))
                .onComplete(done -> body.release())
                .onSuccess(rejected -> answer(routing, encoding, 200, encoding.accepted(rejected)))
                .onFailure(failure -> refuse(routing, encoding, failure));
    }

    private static Optional<OtlpEncoding> understood(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Optional<OtlpEncoding> encoding = OtlpEncoding.of(request.getHeader(HttpHeaders.CONTENT_TYPE));
        String coding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding.isEmpty()) {
            refuse(
                    routing,
                    OtlpEncoding.JSON,
                    new RefusedExportException(
                            415, "Content-Type must be application/x-protobuf or application/json."));
        } else if (coding != null && !coding.equalsIgnoreCase(GZIP) && !coding.equalsIgnoreCase("identity")) {
            refuse(routing, encoding.get(), new RefusedExportException(415, "Content-Encoding must be gzip, or none."));
            return Optional.empty();
        }
        return encoding;
    }

    private byte[] inflate(Buffer gzipped) {
        try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(gzipped.getBytes()))) {
            byte[] inflated = content.readNBytes((int) limits.maxBodyBytes());
            if (content.read() != -1) {
                throw limits.tooLarge();
            }
            return inflated;
        } catch (IOException e) {
            throw RefusedExportException.malformed("The body is not the gzip that Content-Encoding announces.");
        }
    }

    private static void refuse(RoutingContext routing, OtlpEncoding encoding, Throwable failure) {
        if (failure instanceof RefusedExportException refused) {
            answer(routing, encoding, refused.status(), encoding.status(refused.code(), refused.message()));
        } else if (failure instanceof RejectedExecutionException) {
            refuse(routing, encoding, RefusedExportException.busy());
        } else {
            LOG.error("The viewer failed on an export", failure);
            refuse(routing, encoding, new RefusedExportException(500, "Lintel failed. The log has the cause."));
        }
    }

    private static void answer(RoutingContext routing, OtlpEncoding encoding, int status, Buffer body) {
        HttpServerResponse response = routing.response();
        if (response.closed() || response.ended()) {
            return;
        }
        if (status == 503) {
            response.putHeader(HttpHeaders.RETRY_AFTER, "1");
        }
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, encoding.contentType())
                .end(body);
        UnreadBody.giveUp(routing.request(), routing.vertx());
    }
}
