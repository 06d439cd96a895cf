"""Clients that cost little, so that there can be thousands of calls a second: one request, again and again, over connections that are kept."""

import asyncio
import re
from collections import namedtuple

from ends import now

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
TICK = 0.005

Ended = namedtuple("Ended", "status began ended")


class Crowd:
    """What became of each call stands in `ended`, with the status 0 where there was no answer."""

    def __init__(self, port, request):
        self.port, self.request = port, request
        self.idle, self.under_way, self.ended, self.tasks = [], 0, [], set()

    async def steady(self, rate, seconds):
        """Begins so many calls a second, whatever becomes of those before; how many it could begin in each."""
        begun, count = now(), 0
        while (passed := now() - begun) < seconds:
            while count < passed * rate:
                self.begin()
                count += 1
            await asyncio.sleep(TICK)
        return count / passed

    def begin(self):
        self.under_way += 1
        if self.idle:
            self.idle.pop().ask(now())
            return
        task = asyncio.create_task(self.connect(now()))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def connect(self, began):
        try:
            _, caller = await asyncio.get_running_loop().create_connection(lambda: Caller(self), "127.0.0.1", self.port)
        except OSError:
            self.over(0, began)
            return
        caller.ask(began)

    def over(self, status, began):
        self.under_way -= 1
        self.ended.append(Ended(status, began, now()))

    async def all_over(self, seconds=60):
        until = now() + seconds
        while self.under_way and now() < until:
            await asyncio.sleep(0.05)

    def close(self):
        for each in self.idle:
            each.transport.abort()
        self.idle.clear()


class Caller(asyncio.Protocol):
    def __init__(self, crowd):
        self.crowd, self.answer, self.began = crowd, b"", None

    def connection_made(self, transport):
        self.transport = transport

    def ask(self, began):
        self.began = began
        self.transport.write(self.crowd.request)

    def data_received(self, data):
        self.answer += data
        end = self.answer.find(b"\r\n\r\n")
        length = LENGTH.search(self.answer, 0, end + 2) if end > 0 else None
        if not length or len(self.answer) < end + 4 + int(length[1]):
            return
        status, began = int(self.answer[9:12]), self.began
        self.answer, self.began = b"", None
        self.crowd.idle.append(self)
        self.crowd.over(status, began)

    def connection_lost(self, failure):
        if self in self.crowd.idle:
            self.crowd.idle.remove(self)
        if self.began:
            self.crowd.over(0, self.began)
