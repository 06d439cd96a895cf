import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
from opentelemetry.propagate import extract, inject
from opentelemetry.trace import SpanKind
from tracing import tracer


class Service(BaseHTTPRequestHandler):
    def do_GET(self):
        caller = extract(self.headers)
        with tracer.start_as_current_span("take the order query", context=caller, kind=SpanKind.SERVER):
            headers = {}
            inject(headers)
            answer = requests.get(os.environ["NEXT_URL"], headers=headers, timeout=30)
        self.send_response(answer.status_code)
        self.end_headers()
        self.wfile.write(answer.content)


signal.signal(signal.SIGTERM, lambda *_: sys.exit())
ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Service).serve_forever()
