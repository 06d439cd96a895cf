"""What a provider and a backend have in common: a server on a loopback port that can be killed, and told to misbehave."""

import asyncio
import socket
import struct
import time
from dataclasses import dataclass

from wire import Incoming, Malformed


def now():
    return time.monotonic()


@dataclass(frozen=True)
class Fault:
    """How an end misbehaves."""

    kind: str
    phase: str = ""
    share: float = 1.0      # of the calls that meet it
    seconds: float = 0.0    # how slow, where it is slowness

    @property
    def label(self):
        return f"{self.kind} {self.phase}".strip()


class Pulse:
    """Whether this process itself had its turn in time: where it had not, nothing can be said of what others took."""

    EVERY, LATE = 0.05, 0.3

    def __init__(self):
        self.stalls = []
        self.task = asyncio.get_running_loop().create_task(self.beat())

    async def beat(self):
        while True:
            began = now()
            await asyncio.sleep(self.EVERY)
            if now() - began > self.EVERY + self.LATE:
                self.stalls.append((began, now()))

    def steady(self, begin, end):
        return all(until < begin or since > end for since, until in self.stalls)


class End:
    """A server of HTTP/1.1. Faults are told by `begin` and `end`; all that ever were are in `faults`."""

    def __init__(self, name):
        self.name, self.port, self.server, self.fault = name, 0, None, None
        self.conversations, self.faults, self.malformed = set(), [], []

    async def listen(self):
        loop = asyncio.get_running_loop()
        self.server = await loop.create_server(lambda: Conversation(self), "127.0.0.1", self.port, backlog=4096)
        self.port = self.server.sockets[0].getsockname()[1]

    async def begin(self, fault):
        self.fault = fault
        self.faults.append([now(), None, fault])
        if fault.kind == "killed":
            self.server.close()
            self.cut()

    async def end(self):
        killed, self.fault = self.fault.kind == "killed", None
        if killed:
            await self.listen()
        self.faults[-1][1] = now()

    def cut(self):
        """Resets every connection."""
        for each in list(self.conversations):
            each.reset()

    def well(self, begin, end, harmless):
        """Whether nothing but harmless faults were there in that time."""
        return all(until is not None and until < begin or since > end or fault.label in harmless
                   for since, until, fault in self.faults)

    async def close(self):
        self.server.close()
        self.cut()

    def accepted(self, conversation):
        """A connection stands."""

    def asked(self, conversation, request):
        """A request has begun to come: true where it is answered, or not, without the rest of it."""
        return False

    async def answer(self, conversation, request):
        raise NotImplementedError

    def broken(self, conversation):
        """The connection has ended within an answer."""


class Conversation(asyncio.Protocol):
    """One connection of an end: requests are answered one after the other."""

    def __init__(self, end):
        self.end, self.request, self.task, self.began, self.last = end, None, None, False, None
        self.writable = asyncio.Event()
        self.writable.set()

    def connection_made(self, transport):
        self.transport = transport
        self.end.conversations.add(self)
        self.end.accepted(self)

    def connection_lost(self, failure):
        self.end.conversations.discard(self)
        self.writable.set()
        if self.task and not self.task.done():
            self.task.cancel()
            self.end.broken(self)

    def pause_writing(self):
        self.writable.clear()

    def resume_writing(self):
        self.writable.set()

    def data_received(self, data):
        if self.request is None:
            self.request, self.began = Incoming(), False
        try:
            whole = self.request.feed(data)
        except Malformed as fault:
            self.end.malformed.append(str(fault))
            self.reset()
            return
        if self.task or self.request.first_line is None or self.end.asked(self, self.request):
            return
        if whole:
            self.task = asyncio.get_running_loop().create_task(self.respond())

    async def respond(self):
        await self.end.answer(self, self.request)
        self.last = (self.request, now())
        rest, self.request, self.task = bytes(self.request.rest), None, None
        if rest and not self.transport.is_closing():
            self.data_received(rest)

    async def write(self, data):
        self.began = True
        if not self.transport.is_closing():
            self.transport.write(data)
        await self.writable.wait()

    def reset(self):
        """Ends the connection with a reset, not in order."""
        opened = self.transport.get_extra_info("socket")
        if opened is not None and opened.fileno() >= 0:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()
