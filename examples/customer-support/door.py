"""The door of each Python service here: HTTP in, and the place in the trace that a question comes from."""

import json
import os
import signal
import sys
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.propagate import extract


def serve(answer):
    """Answers every POST on PORT by answer(question, caller), where caller is the context of the caller's span."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self):
            question = json.loads(self.rfile.read(int(self.headers["content-length"])))["question"]
            try:
                self._send(200, {"answer": answer(question, extract(self.headers))})
            except Exception as fault:
                traceback.print_exc()
                self._send(500, {"error": str(fault)})

        def _send(self, status, message):
            body = json.dumps(message).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    # An orderly exit sends the spans that still wait.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Door).serve_forever()
