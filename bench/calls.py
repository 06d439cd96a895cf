"""Calls by clients that keep their connections, and that answer for what they see: each ends in exactly one of OUTCOMES."""

import asyncio
import json
import socket
import struct
from dataclasses import dataclass

from ends import now
from wire import Incoming, Malformed, events, message

OUTCOMES = ("answered", "refused", "broken", "left", "nothing", "hung", "wrong")
PATIENCE = 30
PATHS = {"upload": "/v1/files"}


@dataclass
class Call:
    """What is asked, how, and what became of it."""

    number: int
    kind: str              # json, stream, prompt or upload
    trace: str
    parent: str
    model: str = "steady"
    key: str = ""
    limited: bool = False  # its key may call a few times a minute only
    phase: str = ""        # of the run
    leaves: str = ""       # in its own head, in its own body, waiting, or in the answer
    slowly: float = 0.0    # seconds that the request takes to be sent
    announced: bool = False  # its head goes out at once
    padding: int = 0       # bytes of the prompt or upload
    began: float = 0.0
    ended: float = 0.0
    outcome: str = ""
    detail: str = ""
    status: int = 0
    unconnected: bool = False
    waits: float = 0.05    # seconds before it leaves

    def end(self, outcome, detail=""):
        self.outcome, self.detail, self.ended = outcome, detail, now()

    def reaches(self):
        """Whether Lintel has seen that there is a call: its head went out whole."""
        return self.leaves != "head" and not self.unconnected

    def request(self):
        fields = {"host": "lintel", "traceparent": f"00-{self.trace}-{self.parent}-01"}
        if self.key:
            fields["authorization"] = f"Bearer {self.key}"
        if self.kind == "upload":
            fields["content-type"], body = "application/octet-stream", b"u" * self.padding
        else:
            fields["content-type"] = "application/json"
            body = json.dumps({"model": self.model, "stream": self.kind == "stream", "messages": [
                {"role": "user", "content": f"{self.trace} {'p' * self.padding}"}]}).encode()
        return message(f"POST {PATHS.get(self.kind, '/v1/chat/completions')} HTTP/1.1", fields, body)


class Connection:
    """A socket that hands on all that came before a reset."""

    def __init__(self, opened):
        self.socket, self.loop = opened, asyncio.get_running_loop()

    @classmethod
    async def open(cls, port, source=None):
        opened = socket.socket()
        opened.setblocking(False)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            if source:
                opened.bind((source, 0))
            await asyncio.get_running_loop().sock_connect(opened, ("127.0.0.1", port))
        except BaseException:
            opened.close()
            raise
        return cls(opened)

    def stands(self):
        """Whether the other side has neither closed it nor said anything unasked."""
        try:
            self.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False

    async def send(self, data, seconds=0.0):
        """A failure is not told: the answer, or its absence, tells."""
        pieces = 8 if seconds else 1
        size = -(-len(data) // pieces)
        try:
            for at in range(0, len(data), size):
                await self.loop.sock_sendall(self.socket, data[at:at + size])
                if seconds:
                    await asyncio.sleep(seconds / pieces)
        except OSError:
            pass

    async def receive(self, answer, enough=lambda answer: False):
        """Reads until the answer is whole, there is enough of it, or the connection ends; then why it ended."""
        while not answer.whole and not enough(answer):
            try:
                data = await self.loop.sock_recv(self.socket, 1 << 16)
            except OSError as failure:
                return str(failure)
            if not data:
                return "closed"
            answer.feed(data)
        return None

    def close(self, reset=False):
        if reset:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


class Clients:
    """The connections that are kept, and calls over them."""

    def __init__(self, port):
        self.port, self.idle = port, []

    async def take(self):
        while self.idle:
            connection = self.idle.pop()
            if connection.stands():
                return connection
            connection.close()
        return await Connection.open(self.port)

    def close(self):
        for each in self.idle:
            each.close()
        self.idle.clear()

    async def perform(self, call):
        call.began = now()
        try:
            connection = await self.take()
        except OSError as failure:
            call.unconnected = True
            return call.end("nothing", f"no connection: {failure}")
        kept = False
        try:
            async with asyncio.timeout(PATIENCE):
                kept = await self.converse(call, connection)
        except TimeoutError:
            call.end("hung", f"{PATIENCE} s of waiting")
        except Malformed as fault:
            call.end("wrong", f"no HTTP: {fault}")
        if kept:
            self.idle.append(connection)
        else:
            # Half of those that leave do it with a reset.
            connection.close(reset=bool(call.leaves) and call.number % 2 == 0)

    async def converse(self, call, connection):
        """Whether the connection can be kept."""
        request = call.request()
        if call.leaves in ("head", "body"):
            head = request.index(b"\r\n\r\n") + 4
            await connection.send(request[:head // 2 if call.leaves == "head" else (head + len(request)) // 2])
            await asyncio.sleep(call.waits)
            call.end("left")
            return False
        sending = asyncio.create_task(self.send(call, connection, request))
        try:
            return await self.hear(call, connection, sending)
        finally:
            sending.cancel()

    async def send(self, call, connection, request):
        """What is sent slowly is so with its head, or, when Lintel is to know of the call at once, behind it."""
        head = request.index(b"\r\n\r\n") + 4 if call.announced else 0
        if head:
            await connection.send(request[:head])
        await connection.send(request[head:], call.slowly)

    async def hear(self, call, connection, sending):
        if call.leaves == "waiting":
            await sending
            await asyncio.sleep(call.waits)
            call.end("left")
            return False
        answer = Incoming()
        begun = (lambda part: len(part.body) > 0) if call.leaves == "answer" else (lambda part: False)
        failure = await connection.receive(answer, begun)
        if call.leaves == "answer" and not answer.whole and failure is None:
            call.end("left")
            return False
        judge(call, answer, failure)
        return answer.whole and sending.done() and not answer.closes()


def judge(call, answer, failure):
    """Says what the client has got."""
    if answer.first_line is None:
        return call.end("nothing", f"no head: {failure}, {len(answer.rest)} bytes")
    call.status = answer.status
    if not answer.whole:
        return call.end("broken", f"{failure} after {len(answer.body)} bytes")
    if call.status != 200:
        code = error_code(answer)
        return call.end("refused" if code else "wrong", f"{call.status} {code or bytes(answer.body[:80])}")
    fault = (fault_of_stream if call.kind == "stream" else fault_of_json)(call, answer)
    call.end("wrong" if fault else "answered", fault or "")


def error_code(answer):
    try:
        error = json.loads(answer.body)["error"]
        return error["message"] and error["type"] and str(error["code"])
    except (ValueError, KeyError, TypeError):
        return None


def fault_of_json(call, answer):
    try:
        content = json.loads(answer.body)
        told = content["id"] if call.kind == "upload" else content["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError) as fault:
        return f"no answer: {fault} in {bytes(answer.body[:80])}"
    return None if told == call.trace else f"the answer to {told}"


def fault_of_stream(call, answer):
    found = events(answer.body)
    if not found or found[-1] != b"[DONE]":
        return f"a clean end after {len(found)} events, without [DONE]"
    texts = [json.loads(each)["choices"] for each in found[:-1]]
    told = [choices[0]["delta"]["content"].split(" ")[:2] if choices else None for choices in texts]
    count = told[-1][1].split("/")[1] if told and told[-1] else "?"
    expected = [[call.trace, f"{number}/{count}"] for number in range(1, len(told) + 1)]
    return None if told == expected and count == str(len(told)) else f"{len(told)} chunks of {count}, last {told[-1:]}"
