"""A provider whose streams are whole, or fail, and whose last chunk of HTTP comes 5 ms after what clients wait for.

usage: provider.py PORT_FILE
"""

import http.server
import json
import os
import sys
import time

LATE = 0.005


def chat(fails):
    for text in ("Hel", "lo"):
        yield {"id": "c-1", "model": "m-1", "object": "chat.completion.chunk", "created": 1, "choices": [
            {"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}]}
    if fails:
        yield {"error": {"message": "too much", "type": "server_error", "code": "overloaded"}}
        return
    yield {"id": "c-1", "model": "m-1", "object": "chat.completion.chunk", "created": 1, "choices": [
        {"index": 0, "delta": {}, "finish_reason": "stop"}]}
    yield "[DONE]"


def responses(fails):
    begun = {"id": "r-1", "object": "response", "created_at": 1, "model": "m-1", "output": [], "tools": [],
             "tool_choice": "auto", "parallel_tool_calls": True}
    yield {"type": "response.created", "sequence_number": 0, "response": {**begun, "status": "in_progress"}}
    if fails:
        yield {"type": "error", "sequence_number": 1, "code": "overloaded", "message": "too much", "param": None}
        return
    usage = {"input_tokens": 3, "output_tokens": 2, "total_tokens": 5,
             "input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
    yield {"type": "response.completed", "sequence_number": 1, "response": {**begun, "status": "completed", "usage": usage}}


def messages(fails):
    yield {"type": "message_start", "message": {"id": "msg-1", "type": "message", "role": "assistant", "model": "m-1",
                                                "content": [], "stop_reason": None, "stop_sequence": None,
                                                "usage": {"input_tokens": 3, "output_tokens": 1}}}
    if fails:
        yield {"type": "error", "error": {"type": "overloaded_error", "message": "too much"}}
        return
    yield {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    yield {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": "Hello"}}
    yield {"type": "content_block_stop", "index": 0}
    yield {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": {"output_tokens": 2}}
    yield {"type": "message_stop"}


STREAMS = {"/v1/chat/completions": chat, "/v1/responses": responses, "/v1/messages": messages}


class Provider(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        try:
            for event in STREAMS[self.path.split("?")[0]](asked["model"] == "failing"):
                name = f"event: {event['type']}\n" if "type" in event else ""
                data = event if isinstance(event, str) else json.dumps(event)
                self.chunk(f"{name}data: {data}\n\n".encode())
            time.sleep(LATE)
            self.chunk(b"")
        except OSError:
            # The client's end of the call, handed on.
            self.close_connection = True

    def chunk(self, content):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(content), content))
        self.wfile.flush()

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
server.daemon_threads = True
with open(sys.argv[1] + ".new", "w", encoding="ascii") as told:
    told.write(str(server.server_address[1]))
os.rename(sys.argv[1] + ".new", sys.argv[1])
server.serve_forever()
