"""What bench/soak, bench/overload and bench/streams have in common: Lintel between a provider and a backend, each a process of its own."""

import asyncio
import json
import os
import resource
import shutil
import socket
import sys
from datetime import datetime, timezone
from statistics import median

from calls import Clients, Connection
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
        self.packaging = packaging
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


def most_descriptors():
    """Raises the limit of descriptors of this process and of those that it starts, as far as it may; what it is."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def packaging_options(parser):
    parser.add_argument("--jvm", action="store_true", help="the jar LINTEL_JAR, else target/quarkus-app/quarkus-run.jar")
    parser.add_argument("--native", action="store_true", help="the executable LINTEL_EXECUTABLE, else target/lintel")
    parser.add_argument("--java-options", default="", help="options for the JVM, in one argument")


def packaging(options):
    return "native" if options.native or "LINTEL_EXECUTABLE" in os.environ and not options.jvm else "jvm"


def write(name, packaging, results):
    """The results of one packaging, beside those of the other, as target/bench/NAME.json."""
    file = ROOT / f"target/bench/{name}.json"
    found = json.loads(file.read_text()) if file.exists() else {}
    found[packaging] = {"date": datetime.now(timezone.utc).strftime("%Y-%m-%d"), **results}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, indent=1) + "\n")
    print(file)


def end(name, packaging, results, faults):
    """Writes the results, and ends with 1 where something does not hold."""
    write(name, packaging, {**results, "faults": faults})
    for fault in faults:
        print(f"does not hold: {fault}")
    sys.exit(1 if faults else 0)


def share(values, part):
    """The value that so much of all is below; nothing of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else None


def middle(values):
    return median(values) if values else None
