"""A service between two gateways, traced as the documentation of OpenTelemetry's SDK shows it.

usage: service.py PORT_FILE NEXT

Listens on a free port, which it writes to PORT_FILE, and passes each POST on to the base URL NEXT. Exports by the OTEL_*
variables.
"""

import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import extract, inject
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
tracer = trace.get_tracer("service")


class Service(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        with tracer.start_as_current_span("agent", context=extract(self.headers), kind=trace.SpanKind.SERVER):
            headers = {"content-type": "application/json"}
            inject(headers)
            answer = requests.post(sys.argv[2] + self.path.removeprefix("/v1"), data=body, headers=headers)
        self.send_response(answer.status_code)
        self.send_header("content-type", answer.headers["content-type"])
        self.send_header("content-length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
with open(sys.argv[1] + ".part", "w", encoding="ascii") as port_file:
    port_file.write(str(server.server_port))
# Whoever finds the file finds it whole.
os.rename(sys.argv[1] + ".part", sys.argv[1])
server.serve_forever()
