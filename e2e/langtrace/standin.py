"""The door at which Langtrace takes traces in, with its rules, on a loopback port.

usage: standin.py SPANS PORT

Each span that it would store becomes a line of JSON in the file SPANS; the file PORT is written when it listens. All that
breaks a rule is answered 404, as Langtrace does, and told on standard error.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


def attributes(pairs):
    """What it keeps of attributes: text and whole numbers."""
    kept = {}
    for pair in pairs:
        kind = pair.value.WhichOneof("value")
        if kind in ("string_value", "int_value"):
            kept[pair.key] = getattr(pair.value, kind)
    return kept


def stored(request):
    """What it stores of a request: the first resource's spans."""
    for resource in request.resource_spans[:1]:
        service = attributes(resource.resource.attributes).get("service.name")
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield {
                    "service": service,
                    "trace_id": span.trace_id.hex(),
                    "span_id": span.span_id.hex(),
                    "parent_span_id": span.parent_span_id.hex(),
                    "name": span.name,
                    "attributes": attributes(span.attributes),
                }


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = self._fault()
        request = ExportTraceServiceRequest()
        if not fault:
            try:
                # Whatever the encoding is said to be.
                request.ParseFromString(body)
            except DecodeError as error:
                fault = str(error)
        if fault:
            print("refused", self.path, fault, file=sys.stderr, flush=True)
            self._answer(404)
            return
        with open(sys.argv[1], "a", encoding="utf-8") as spans:
            spans.writelines(json.dumps(span) + "\n" for span in stored(request))
        self._answer(200)

    def _fault(self):
        sender = self.headers.get("User-Agent", "").lower()
        if self.path != "/api/trace":
            return "no such path"
        if self.headers.get("x-api-key") != "key-of-project":
            return "no key"
        if self.headers.get("Content-Type") != "application/x-protobuf":
            return "not protobuf"
        if "otel-otlp" not in sender and "opentelemetry" not in sender:
            return f"sent by {sender}"
        return None

    def _answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_request(self, code="-", size="-"):
        # Refusals have their own line.
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
with open(f"{sys.argv[2]}.new", "w", encoding="ascii") as port:
    port.write(f"{server.server_port}\n")
os.replace(f"{sys.argv[2]}.new", sys.argv[2])
server.serve_forever()
