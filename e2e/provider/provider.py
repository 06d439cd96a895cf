"""A provider that traces its own half: a SERVER span below the attempt whose traceparent comes with the call, as vLLM has one.

usage: provider.py PORT_FILE

Listens on a free port, which it writes to PORT_FILE, and answers each chat completion. Exports by the OTEL_* variables.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import extract
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

USAGE = {"prompt_tokens": 12, "completion_tokens": 7, "total_tokens": 19}

provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
tracer = trace.get_tracer("provider")


class Provider(BaseHTTPRequestHandler):
    def do_POST(self):
        model = json.loads(self.rfile.read(int(self.headers["content-length"])))["model"]
        with tracer.start_as_current_span("llm_request", context=extract(self.headers), kind=trace.SpanKind.SERVER) as span:
            span.set_attribute("gen_ai.request.model", model)
            span.set_attribute("gen_ai.usage.input_tokens", USAGE["prompt_tokens"])
            span.set_attribute("gen_ai.usage.output_tokens", USAGE["completion_tokens"])
        message = {"role": "assistant", "content": "hello to you"}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        answer = {"id": "a", "object": "chat.completion", "created": 1, "model": model, "choices": [choice], "usage": USAGE}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
with open(sys.argv[1] + ".part", "w", encoding="ascii") as port_file:
    port_file.write(str(server.server_port))
# Whoever finds the file finds it whole.
os.rename(sys.argv[1] + ".part", sys.argv[1])
server.serve_forever()
