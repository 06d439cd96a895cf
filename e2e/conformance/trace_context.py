"""Lets the W3C's test suite for Trace Context, which is written for an application, try a gateway.

The suite tells an application which addresses to call back. This stands on both sides of Lintel: each such instruction becomes one chat
completion through it, with the suite's own header lines, byte for byte; the provider that gets the completion calls the suite back,
with the header lines that Lintel has sent, byte for byte again.

    trace_context.py FRONT UPSTREAM LINTEL [--stream]     # ports on 127.0.0.1

On SIGTERM it says how many instructions there were, and ends with 1 when one did not reach the provider exactly once.
"""

import asyncio
import json
import re
import signal
import sys
import uuid
from urllib.parse import urlsplit

TOKEN = re.compile(rb"instruction-([0-9a-f]{32})")
PLACE = re.compile(rb"trace[-._]?(parent|state)\s*:", re.IGNORECASE)
ANSWER = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "tried"}


class Message:
    """A request or an answer, its lines as they came."""

    def __init__(self, start, lines, body):
        self.start, self.lines, self.body = start, lines, body

    def trace_lines(self):
        return [line for line in self.lines if PLACE.match(line)]


async def read(reader):
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    start, *lines = head[:-4].split(b"\r\n")
    length = 0
    for line in lines:
        name, _, value = line.partition(b":")
        if name.lower() == b"transfer-encoding":
            raise ValueError("a body without a length")
        if name.lower() == b"content-length":
            length = int(value)
    return Message(start, lines, await reader.readexactly(length))


async def post(url, lines, body):
    """Sends the lines as they are, and gives the status back."""
    address = urlsplit(url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    target = address.path + ("?" + address.query if address.query else "")
    head = [
        f"POST {target} HTTP/1.1".encode(),
        f"Host: {address.netloc}".encode(),
        b"Content-Type: application/json",
        b"Content-Length: %d" % len(body),
        b"Connection: close",
        *lines,
    ]
    writer.write(b"\r\n".join(head) + b"\r\n\r\n" + body)
    # To its end: a stream has no length.
    answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1])


def reply(writer, body, media_type="application/json"):
    writer.write(
        f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    )


class Adapter:
    def __init__(self, lintel, stream):
        self.lintel, self.stream = lintel, stream
        self.waiting = {}
        self.instructions = self.lost = 0

    async def front(self, reader, writer):
        """What the suite calls."""
        while message := await read(reader):
            for instruction in json.loads(message.body):
                await self.drive(instruction, message.trace_lines())
            reply(writer, b"{}")
        writer.close()

    async def drive(self, instruction, lines):
        token = uuid.uuid4().hex
        self.instructions += 1
        self.waiting[token] = [instruction, 0]
        messages = [{"role": "user", "content": "instruction-" + token}]
        body = {"model": "tried", "stream": self.stream, "messages": messages}
        status = await post(f"http://127.0.0.1:{self.lintel}/v1/chat/completions", lines, json.dumps(body).encode())
        if status != 200 or self.waiting.pop(token)[1] != 1:
            self.lost += 1

    async def upstream(self, reader, writer):
        """What Lintel calls."""
        while message := await read(reader):
            waiting = self.waiting[TOKEN.search(message.body).group(1).decode()]
            waiting[1] += 1
            instruction = waiting[0]
            await post(instruction["url"], message.trace_lines(), json.dumps(instruction["arguments"]).encode())
            self.answer(writer)
        writer.close()

    def answer(self, writer):
        if self.stream:
            choice = {"index": 0, "delta": {"content": "ok"}, "finish_reason": "stop"}
            chunk = json.dumps({**ANSWER, "object": "chat.completion.chunk", "choices": [choice]})
            reply(writer, f"data: {chunk}\n\ndata: [DONE]\n\n".encode(), "text/event-stream")
        else:
            choice = {"index": 0, "message": {"role": "assistant", "content": "ok"}, "finish_reason": "stop"}
            reply(writer, json.dumps({**ANSWER, "choices": [choice]}).encode())


async def main():
    front, upstream, lintel = map(int, sys.argv[1:4])
    adapter = Adapter(lintel, "--stream" in sys.argv)
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    servers = [
        await asyncio.start_server(adapter.front, "127.0.0.1", front),
        await asyncio.start_server(adapter.upstream, "127.0.0.1", upstream),
    ]
    print("listening", flush=True)
    await ended.wait()
    for server in servers:
        server.close()
    print(f"{adapter.instructions} instructions, {adapter.lost} of them not exactly once", flush=True)
    return 1 if adapter.lost or not adapter.instructions else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
