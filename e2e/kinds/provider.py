"""Azure and Anthropic, as far as their clients look: each refuses what is not written as it wants it.

usage: provider.py PORT_FILE
"""

import http.server
import json
import os
import re
import sys

CHAT = {"id": "c-1", "object": "chat.completion", "created": 1, "model": "m-1", "choices": [
    {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello"}}],
    "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}}
MESSAGE = {"id": "msg-1", "type": "message", "role": "assistant", "model": "m-1", "stop_reason": "end_turn",
           "stop_sequence": None, "content": [{"type": "text", "text": "Hello"}],
           "usage": {"input_tokens": 3, "output_tokens": 2}}
EMBEDDINGS = {"object": "list", "model": "m-1", "data": [{"object": "embedding", "index": 0, "embedding": [0.5]}],
              "usage": {"prompt_tokens": 1, "total_tokens": 1}}

# What is answered, and the fields that it is asked for with, each once, and what their values are like. Which version of
# Anthropic's API is meant says the client.
AZURE = {"api-key": "azure-key"}
ANTHROPIC = {"x-api-key": "anthropic-key", "anthropic-version": r"\d{4}-\d\d-\d\d"}
ANSWERS = {
    "/openai/deployments/gpt/chat/completions?api-version=2024-10-21": (AZURE, CHAT),
    "/openai/deployments/gpt/embeddings?api-version=2024-10-21": (AZURE, EMBEDDINGS),
    "/v1/messages": (ANTHROPIC, MESSAGE),
    "/v1/messages/count_tokens": (ANTHROPIC, {"input_tokens": 3}),
}
CREDENTIALS = {"authorization", "api-key", "x-api-key"}


class Provider(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        wanted, answer = ANSWERS.get(self.path, ({}, None))
        more = [name for name in CREDENTIALS - set(wanted) if name in self.headers]
        wrong = [name for name, value in wanted.items() if not self.has_one(name, value)] + more
        if answer is None:
            self.answer(404, {"error": {"message": f"nothing is at {self.path}"}})
        elif wrong:
            self.answer(401, {"error": {"message": f"{', '.join(sorted(wrong))} of {self.path}"}})
        else:
            self.answer(200, answer)

    def has_one(self, name, value):
        values = self.headers.get_all(name, [])
        return len(values) == 1 and re.fullmatch(value, values[0]) is not None

    def answer(self, status, answer):
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
server.daemon_threads = True
with open(sys.argv[1] + ".new", "w", encoding="ascii") as told:
    told.write(str(server.server_address[1]))
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()
