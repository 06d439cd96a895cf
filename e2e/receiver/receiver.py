"""An OTLP receiver, gRPC and HTTP, that writes every span it is sent as one line of JSON.

usage: receiver.py SPANS PORTS

SPANS is the file of spans. PORTS is written when both ports are open: a line "grpc <port>", a line "http <port>".
Metrics and logs are decoded, answered and forgotten. SIGTERM ends it.
"""

import gzip
import json
import os
import signal
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import grpc
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2, logs_service_pb2_grpc
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2, metrics_service_pb2_grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

HOST = "127.0.0.1"


def plain(value):
    """The Python value of an AnyValue."""
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    if kind == "array_value":
        return [plain(item) for item in value.array_value.values]
    if kind == "kvlist_value":
        return attributes(value.kvlist_value.values)
    if kind == "bytes_value":
        return value.bytes_value.hex()
    return getattr(value, kind)


def attributes(pairs):
    return {pair.key: plain(pair.value) for pair in pairs}


class SpanFile:
    """The lines of the spans. Written by many threads, whole lines at a time."""

    def __init__(self, path):
        self._file = open(path, "w", encoding="utf-8")
        self._lock = threading.Lock()

    def add(self, request, protocol, encoding):
        with self._lock:
            for resource_spans in request.resource_spans:
                service = attributes(resource_spans.resource.attributes).get("service.name")
                for scope_spans in resource_spans.scope_spans:
                    scope = scope_spans.scope.name
                    where = {"service": service, "scope": scope, "protocol": protocol, "encoding": encoding}
                    for span in scope_spans.spans:
                        line = self._line(span) | where
                        self._file.write(json.dumps(line) + "\n")
            self._file.flush()

    @staticmethod
    def _line(span):
        return {
            "trace_id": span.trace_id.hex(),
            "span_id": span.span_id.hex(),
            "parent_span_id": span.parent_span_id.hex(),
            "name": span.name,
            "kind": Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_"),
            "status": Status.StatusCode.Name(span.status.code).removeprefix("STATUS_CODE_"),
            "start": span.start_time_unix_nano,
            "attributes": attributes(span.attributes),
        }


class Traces(trace_service_pb2_grpc.TraceServiceServicer):
    def __init__(self, spans):
        self._spans = spans

    def Export(self, request, context):
        self._spans.add(request, "grpc", None)
        return trace_service_pb2.ExportTraceServiceResponse()


class Metrics(metrics_service_pb2_grpc.MetricsServiceServicer):
    def Export(self, request, context):
        return metrics_service_pb2.ExportMetricsServiceResponse()


class Logs(logs_service_pb2_grpc.LogsServiceServicer):
    def Export(self, request, context):
        return logs_service_pb2.ExportLogsServiceResponse()


def grpc_server(spans):
    server = grpc.server(ThreadPoolExecutor(max_workers=4))
    trace_service_pb2_grpc.add_TraceServiceServicer_to_server(Traces(spans), server)
    metrics_service_pb2_grpc.add_MetricsServiceServicer_to_server(Metrics(), server)
    logs_service_pb2_grpc.add_LogsServiceServicer_to_server(Logs(), server)
    return server, server.add_insecure_port(f"{HOST}:0")


def http_server(spans):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        messages = {
            "/v1/traces": (trace_service_pb2.ExportTraceServiceRequest, trace_service_pb2.ExportTraceServiceResponse),
            "/v1/metrics": (
                metrics_service_pb2.ExportMetricsServiceRequest,
                metrics_service_pb2.ExportMetricsServiceResponse,
            ),
            "/v1/logs": (logs_service_pb2.ExportLogsServiceRequest, logs_service_pb2.ExportLogsServiceResponse),
        }

        def do_POST(self):
            body = self._body()
            if body is None:
                self.send_error(411)
                return
            if self.path not in self.messages:
                self.send_error(404)
                return
            if self.headers.get("Content-Type") != "application/x-protobuf":
                self.send_error(415)
                return
            request_type, response_type = self.messages[self.path]
            encoding = self.headers.get("Content-Encoding", "identity")
            try:
                request = request_type.FromString(gzip.decompress(body) if encoding == "gzip" else body)
            except (OSError, EOFError, zlib.error, DecodeError) as fault:
                self.send_error(400, explain=str(fault))
                return
            if self.path == "/v1/traces":
                spans.add(request, "http", encoding)
            self._answer(response_type().SerializeToString())

        def _body(self):
            # OpenTelemetry's exporters for Node send chunks.
            if self.headers.get("Transfer-Encoding") == "chunked":
                return b"".join(iter(self._chunk, b""))
            if "Content-Length" in self.headers:
                return self.rfile.read(int(self.headers["Content-Length"]))
            return None

        def _chunk(self):
            chunk = self.rfile.read(int(self.rfile.readline().partition(b";")[0], 16))
            self.rfile.readline()
            return chunk

        def _answer(self, body):
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_request(self, code="-", size="-"):
            # Only errors are worth a line: they come by log_error.
            pass

    return ThreadingHTTPServer((HOST, 0), Handler)


def main():
    spans_path, ports_path = sys.argv[1:]
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    spans = SpanFile(spans_path)
    by_grpc, grpc_port = grpc_server(spans)
    by_http = http_server(spans)
    by_grpc.start()
    threading.Thread(target=by_http.serve_forever, daemon=True).start()
    with open(f"{ports_path}.new", "w", encoding="ascii") as ports:
        ports.write(f"grpc {grpc_port}\nhttp {by_http.server_port}\n")
    # Renamed in one step, so that whoever waits for the file reads it whole.
    os.replace(f"{ports_path}.new", ports_path)
    ended.wait()
    by_grpc.stop(grace=1).wait()
    by_http.shutdown()


main()
