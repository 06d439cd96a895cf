"""Lintel between a provider and a backend, each a process of its own, as bench/soak, bench/overload and bench/streams have it."""

import asyncio
import json
import shutil
import socket
import sys

from calls import Clients, Connection
from command import most_descriptors
from ends import now
from lintel import Lintel
from processes import HERE, Failed, Process, free_port, stop_all, wait_until
from subjects import ROOT
from wire import Incoming


class Arrangement:
    """Everything started; `close` ends it."""

    def __init__(self, name, packaging, provider, configuration, java_options="", backend_takes=0):
        self.work = ROOT / "target/bench" / name
        shutil.rmtree(self.work, ignore_errors=True)
        most_descriptors()
        self.provider_port, self.backend_port = free_port(), free_port()
        program, *words = provider
        self.provider = Process("provider", [sys.executable, HERE / program, self.provider_port, *words], self.work / "provider")
        self.backend = Process("backend", [sys.executable, HERE / "backend.py", self.backend_port, backend_takes], self.work / "backend")
        if not wait_until(self.both_listen, 10):
            raise Failed(f"the provider or the backend does not listen: {self.work}")
        # Errors are part of the traffic here, and no outage.
        provider = {"base_url": f"http://127.0.0.1:{self.provider_port}/v1", "default": True, "breaker": {"failures": 100}}
        self.lintel = Lintel(packaging, self.work / "lintel", {"providers": {"provider": provider}, **configuration},
                             self.backend_port, java_options.split())
        self.clients = Clients(self.lintel.port)

    def both_listen(self):
        return all(listens(port) for port in (self.provider_port, self.backend_port))

    async def counted(self):
        """What the backend has taken so far."""
        connection = await Connection.open(self.backend_port)
        try:
            await connection.send(b"GET /counts HTTP/1.1\r\nhost: backend\r\n\r\n")
            answer = Incoming()
            await connection.receive(answer)
        finally:
            connection.close()
        return json.loads(answer.body)

    async def settled(self, spans, key="spans", seconds=30):
        """Waits until so many have come, for a time; how many have."""
        until = now() + seconds
        while (await self.counted())[key] < spans and now() < until:
            await asyncio.sleep(0.2)
        await asyncio.sleep(1)
        return (await self.counted())[key]

    async def dropped(self):
        return int((await self.lintel.metrics()).get("lintel_spans_dropped", 0))

    def close(self):
        self.clients.close()
        stop_all()


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
