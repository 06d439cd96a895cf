"""What stands around a Lintel whose dashboard is looked at: a collector, a provider that breaks, and those who call.

usage: world.py PORT LINTEL ADMIN SECONDS RATE TOLD [AGENT]

Serves both on PORT, waits for Lintel, calls it for so long, about RATE times a second, and writes to the file TOLD how many calls it
has made, and the id of each trace that the collector has had. AGENT is the first of the services of examples/customer-support, which
is asked once a second.
"""

import http.client
import json
import random
import re
import socket
import sys
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# A third of each of these is not well: first the provider breaks, then the collector takes nothing.
PERIOD = 60
started = time.monotonic()
span_bodies = []
counts = {"calls": 0, "statuses": {}, "asked": 0, "helped": 0}
lock = threading.Lock()


def share():
    """Where in its period the world is, from 0 to 1."""
    return (time.monotonic() - started) % PERIOD / PERIOD


class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.path.startswith("/v1/traces"):
            self.collect(body)
        elif self.path.startswith("/v1/metrics"):
            self.answer(200, b"", "application/x-protobuf")
        else:
            self.complete(json.loads(body))

    def collect(self, body):
        # 400 is final: those spans are dropped, and Lintel says so.
        if 0.75 < share() < 0.85:
            self.answer(400, b"", "application/x-protobuf")
            return
        span_bodies.append(body)
        self.answer(200, b"", "application/x-protobuf")

    def complete(self, request):
        if "stream_options" in request:
            error = {"message": "Unknown field stream_options", "type": "invalid_request_error", "param": "stream_options"}
            self.answer(400, json.dumps({"error": error}).encode())
        elif 0.4 < share() < 0.6:
            self.answer(503, json.dumps({"error": {"message": "Overloaded", "type": "server_error"}}).encode())
        elif request.get("stream"):
            chunk = {"id": "c", "object": "chat.completion.chunk", "model": request["model"], "choices": [
                {"index": 0, "delta": {"content": "Bonjour"}, "finish_reason": "stop"}]}
            self.answer(200, f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n".encode(), "text/event-stream")
        else:
            self.answer(200, json.dumps({
                "id": "c", "object": "chat.completion", "model": request["model"],
                "choices": [{"index": 0, "message": {"role": "assistant", "content": "Bonjour"}, "finish_reason": "stop"}],
                "usage": {"prompt_tokens": 40, "completion_tokens": 160, "total_tokens": 200}}).encode())

    def answer(self, status, body, kind="application/json"):
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def chat(model, prompt, **more):
    return {"model": model, "messages": [{"role": "user", "content": prompt}], **more}


def slow():
    return {"x-demo": f"slow {random.randint(20, 400)}ms"}


# Who calls, how often among a hundred, what, and with which headers.
WORDS = "The customer was charged twice for order 4711 and cannot sign in any more. " * 4
KINDS = [
    (22, "assistant", "chat/completions", lambda: chat("gpt-4o", WORDS, stream=True), slow),
    (14, "assistant", "chat/completions", lambda: chat("gpt-4o-mini", WORDS), slow),
    (12, "assistant", "messages", lambda: chat("claude-sonnet-4-5", WORDS, stream=True, max_tokens=400), slow),
    (8, "assistant", "responses", lambda: {"model": "gpt-4o", "input": WORDS, "stream": True}, slow),
    (14, "batch", "embeddings", lambda: {"model": "text-embedding-3-small", "input": WORDS}, dict),
    (12, "batch", "chat/completions", lambda: chat("fast", WORDS), dict),
    (4, "batch", "chat/completions", lambda: chat("fast", WORDS, stream=True), dict),
    (3, "limited", "chat/completions", lambda: chat("gpt-4o-mini", "Hello"), dict),
    (3, "assistant", "chat/completions", lambda: chat("gpt-4o", "[status 500] Hello"), dict),
    (2, "assistant", "chat/completions", lambda: chat("gpt-4o", "[status 429] Hello"), dict),
    (2, "assistant", "chat/completions", lambda: chat("gpt-4o", "[break 3] Hello", stream=True), dict),
    (1, "assistant", "chat/completions", lambda: chat("claude-sonnet-4-5", "[slow 3s] Hello", stream=True), "leaves"),
    (1, "nobody", "chat/completions", lambda: chat("gpt-4o", "Hello"), dict),
    (1, "assistant", "chat/completions", lambda: chat("", "Hello"), dict),
    (1, "assistant", "files", None, dict),
]


def call(lintel):
    _, caller, path, body, headers = random.choices(KINDS, [kind[0] for kind in KINDS])[0]
    given = {"authorization": f"Bearer key-of-{caller}", "content-type": "application/json"}
    given.update(headers() if callable(headers) else {})
    connection = http.client.HTTPConnection(lintel.hostname, lintel.port, timeout=60)
    with lock:
        counts["calls"] += 1
    status = "broken"
    try:
        if body is None:
            connection.request("GET", f"/v1/{path}", headers=given)
        else:
            connection.request("POST", f"/v1/{path}", json.dumps(body()), given)
        if headers == "leaves":
            connection.sock.settimeout(0.4)
        answer = connection.getresponse()
        status = str(answer.status)
        answer.read()
    except (OSError, http.client.HTTPException):
        pass
    finally:
        connection.close()
    with lock:
        counts["statuses"][status] = counts["statuses"].get(status, 0) + 1


def ask_agents(agent):
    with lock:
        counts["asked"] += 1
    connection = http.client.HTTPConnection(agent.hostname, agent.port, timeout=60)
    try:
        connection.request("POST", "/", json.dumps({"question": WORDS}), {"content-type": "application/json"})
        helped = connection.getresponse().status == 200
    except OSError:
        helped = False
    finally:
        connection.close()
    with lock:
        counts["helped"] += helped


def garble(lintel):
    """What no parser takes for a request."""
    with socket.create_connection((lintel.hostname, lintel.port)) as line:
        line.sendall(b"\x00 this is no request\r\n\r\n")
        line.recv(1024)


def await_lintel(admin):
    for _ in range(600):
        try:
            connection = http.client.HTTPConnection(admin.hostname, admin.port, timeout=5)
            connection.request("GET", "/q/health/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    sys.exit("Lintel is not ready after a minute")


def main():
    lintel, admin = urllib.parse.urlsplit(sys.argv[2]), urllib.parse.urlsplit(sys.argv[3])
    seconds, rate, told = float(sys.argv[4]), float(sys.argv[5]), Path(sys.argv[6])
    agent = urllib.parse.urlsplit(sys.argv[7]) if len(sys.argv) > 7 else None
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Server)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    await_lintel(admin)
    global started
    started = time.monotonic()
    with ThreadPoolExecutor(64) as pool:
        step, next_garbled, next_asked = 0.0, 1.0, 2.0
        while step < seconds:
            time.sleep(max(0, started + step - time.monotonic()))
            pool.submit(call, lintel)
            if step >= next_garbled:
                next_garbled += 7
                pool.submit(garble, lintel)
            if agent and step >= next_asked:
                next_asked += 1
                pool.submit(ask_agents, agent)
            # More by day than by night, in four minutes.
            step += random.expovariate(rate * (1 + 0.5 * (0.5 - abs(step % 240 / 240 - 0.5))))
    # What Lintel had when the calls were over is with the collector after its next export.
    time.sleep(3)
    # The ids of spans' traces: field 1 of a span, sixteen bytes.
    traces = {found.hex() for body in span_bodies for found in re.findall(rb"\x0a\x10(.{16})\x12\x08", body, re.DOTALL)}
    written = told.with_suffix(".new")
    written.write_text(json.dumps({**counts, "traces": sorted(traces)}))
    written.rename(told)
    # The collector stays until it is told to leave.
    threading.Event().wait()


main()
