"""Calls at a steady rate over connections that are kept, until SIGTERM; then waits for the answers that are owed.

    load.py KEY CALLS CALLS_PER_SECOND URL...

With one URL all connections lead there. With two, clients do without a load balancer: whoever is told `Connection: close` by one connects
to the other. Nothing is tried again. CALLS becomes a file with the trace id of each call and what became of it. Prints what became of all,
and exits with 1 when any was not answered whole.
"""

import asyncio
import collections
import json
import random
import re
import secrets
import signal
import sys
import time
import urllib.parse

PATIENCE = 60
# Most calls are answered at once, so that there are moments in which none is under way, also right after SIGTERM; few take two seconds.
MODELS = {"quick": 0.978, "short": 0.02, "long": 0.002}
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CLOSE = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)


class Connection(asyncio.Protocol):
    """A connection on which one call follows the other."""

    def __init__(self, server):
        self.server = server
        self.open = True
        self.seen = b""
        self.answered = None

    def connection_made(self, transport):
        self.transport = transport

    def ask(self, request):
        self.seen = b""
        self.answered = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return self.answered

    def data_received(self, data):
        self.seen += data
        if self._is_whole():
            self._settle(None)

    def connection_lost(self, failure):
        self.open = False
        self._settle(failure or "the connection was closed")

    def _settle(self, failure):
        if self.answered and not self.answered.done():
            self.answered.set_result(failure)

    def _is_whole(self):
        head, end, body = self.seen.partition(b"\r\n\r\n")
        if CHUNKED.search(head):
            return body.endswith(b"0\r\n\r\n")
        length = LENGTH.search(head)
        return bool(end) and length is not None and len(body) >= int(length[1])

    def is_last(self):
        return CLOSE.search(self.seen.partition(b"\r\n\r\n")[0]) is not None


class Connections:
    """Those that are open. The one that has been idle for longest goes first, so that none is idle for long."""

    def __init__(self, urls):
        self._urls = urls
        self._idle = collections.deque()
        self._next = 0
        self._leaving = None
        self.opened = collections.Counter()

    async def take(self):
        while self._idle:
            connection = self._idle.popleft()
            if connection.open:
                return connection
        server = self._server()
        self.opened[server] += 1
        url = self._urls[server]
        _, connection = await asyncio.get_running_loop().create_connection(lambda: Connection(server), url.hostname, url.port)
        return connection

    def give_back(self, connection):
        if connection.is_last():
            connection.transport.close()
            self._leaving = connection.server
        elif connection.open:
            self._idle.append(connection)

    def close(self):
        for connection in self._idle:
            connection.transport.close()

    def _server(self):
        if self._leaving is not None:
            return (self._leaving + 1) % len(self._urls)
        self._next += 1
        return self._next % len(self._urls)


def request(key, trace, streams):
    (model,) = random.choices(list(MODELS), MODELS.values())
    body = json.dumps({"model": model, "stream": streams, "messages": [{"role": "user", "content": "hi"}]}).encode()
    return (
        f"POST /v1/chat/completions HTTP/1.1\r\nhost: lintel\r\nauthorization: Bearer {key}\r\n"
        f"traceparent: 00-{trace}-{secrets.token_hex(8)}-01\r\n"
        f"content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    ).encode() + body


async def outcome(connections, key, trace):
    streams = random.random() < 0.5
    try:
        connection = await connections.take()
    except OSError as failure:
        return f"no connection: {failure}"
    try:
        failure = await asyncio.wait_for(connection.ask(request(key, trace, streams)), PATIENCE)
    except asyncio.TimeoutError:
        failure = f"{PATIENCE} s of waiting"
    if failure:
        connection.transport.abort()
        return f"broken {'in its answer' if connection.seen else 'before its answer'}: {failure}"
    status = connection.seen[9:12].decode(errors="replace")
    whole = (b"[DONE]" if streams else b'"total_tokens"') in connection.seen
    connections.give_back(connection)
    if status != "200":
        return f"status {status}"
    return "answered" if whole else "not whole"


async def call(connections, key, calls, times):
    trace = secrets.token_hex(16)
    begun = time.monotonic()
    calls[trace] = await outcome(connections, key, trace)
    times.append(time.monotonic() - begun)


async def main():
    key, path, rate = sys.argv[1], sys.argv[2], float(sys.argv[3])
    connections = Connections([urllib.parse.urlsplit(url) for url in sys.argv[4:]])
    over = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, over.set)
    calls, times, under_way, begun = {}, [], set(), time.monotonic()
    due = begun
    while not over.is_set():
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        task = asyncio.create_task(call(connections, key, calls, times))
        under_way.add(task)
        task.add_done_callback(under_way.discard)
        # What was missed while others had the processor is not made up for: a burst would ask something else.
        due = max(due + 1 / rate, time.monotonic())
    asked_for = time.monotonic() - begun
    await asyncio.gather(*under_way)
    connections.close()
    with open(path, "w", encoding="ascii", errors="replace") as file:
        file.writelines(f"{trace} {outcome}\n" for trace, outcome in calls.items())
    outcomes = collections.Counter(calls.values())
    times.sort()
    print(
        f"{len(calls)} calls, {len(calls) / asked_for:.0f} a second, over {sum(connections.opened.values())} connections, {dict(outcomes)}, "
        f"median {times[len(times) // 2]:.3f} s, 99 of 100 within {times[len(times) * 99 // 100]:.3f} s"
    )
    return 0 if set(outcomes) == {"answered"} else 1


sys.exit(asyncio.run(main()))
