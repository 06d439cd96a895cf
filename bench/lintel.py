"""A Lintel under a load of ours: its configuration, its start and end, its metrics, its log, and what of the system it holds."""

import asyncio
import hashlib
import json
import os
import re
import signal
from pathlib import Path

from calls import Connection
from ends import now
from processes import Failed, Process, free_port
from subjects import JAR, executable, java
from wire import Incoming

STARTS_WITHIN = 60
METRIC = re.compile(r"^(\w+?)(?:_total)?(?:\{(.*)\})? ([-+.\dEe]+)(?: |$)", re.M)


class Lintel:
    """One process: the jar, or the executable."""

    def __init__(self, packaging, work, configuration, backend_port, java_options=()):
        self.work, self.port = work, free_port()
        work.mkdir(parents=True, exist_ok=True)
        self.file = work / "application.yaml"
        self.write(configuration)
        program = executable() if packaging == "native" else JAR
        if not program.exists():
            raise Failed(f"{program} is missing: ./mvnw package{' -Dnative' if packaging == 'native' else ''}, "
                         "or name another by LINTEL_EXECUTABLE or LINTEL_JAR")
        command = [program] if packaging == "native" else [java(), *java_options, "-jar", program]
        self.process = Process("lintel", command, work, {
            "PORT": str(self.port), "LISTENER_HOST": "127.0.0.1", "QUARKUS_CONFIG_LOCATIONS": str(self.file),
            "NO_PROXY": "127.0.0.1", "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf", "OTEL_BSP_SCHEDULE_DELAY": "500",
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{backend_port}"})

    def write(self, configuration):
        """A reader sees the old one or the new one: JSON, which is YAML too, or a text as it is."""
        text = configuration if isinstance(configuration, str) else json.dumps(configuration, indent=1)
        fresh = self.file.with_suffix(".new")
        fresh.write_text(text)
        os.replace(fresh, self.file)

    def reload(self, configuration):
        self.write(configuration)
        self.process.started.send_signal(signal.SIGHUP)

    async def ready(self, seconds=STARTS_WITHIN):
        """Seconds until it is ready."""
        began = now()
        while now() - began < seconds:
            if not self.process.alive():
                raise Failed(f"Lintel has ended: {self.process.log}")
            try:
                if (await self.get("/q/health/ready")).status == 200:
                    return now() - began
            except (OSError, Failed):
                pass
            await asyncio.sleep(0.02)
        raise Failed(f"Lintel is not ready within {seconds} s: {self.process.log}")

    async def get(self, path, seconds=10):
        connection = await Connection.open(self.port)
        try:
            async with asyncio.timeout(seconds):
                await connection.send(f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n\r\n".encode())
                answer = Incoming()
                failure = await connection.receive(answer)
        finally:
            connection.close()
        if failure:
            raise Failed(f"{path}: {failure}")
        return answer

    async def metrics(self):
        """The sum of each metric over its attributes, and each with its `error.type` or outcome for itself."""
        found = {}
        for name, attributes, value in METRIC.findall((await self.get("/q/metrics")).body.decode()):
            found[name] = found.get(name, 0.0) + float(value)
            for label in re.findall(r'(?:error_type|lintel_config_outcome)="(.*?)"', attributes):
                found[name, label] = found.get((name, label), 0.0) + float(value)
        return found

    async def stop(self, seconds=60):
        """SIGTERM; the seconds that it took to leave, or nothing where it did not and was killed."""
        began = now()
        self.process.started.send_signal(signal.SIGTERM)
        while self.process.alive():
            if now() - began > seconds:
                self.process.kill()
                return None
            await asyncio.sleep(0.01)
        self.process.stop()
        return now() - began

    def sockets(self):
        return sum(each.startswith("socket:") for each in self.descriptors())

    def descriptors(self):
        found = []
        for each in Path(f"/proc/{self.process.pid}/fd").iterdir():
            try:
                found.append(os.readlink(each))
            except FileNotFoundError:
                pass  # Closed since the directory was read.
        return found

    def threads(self):
        return int(re.search(r"^Threads:\s+(\d+)", Path(f"/proc/{self.process.pid}/status").read_text(), re.M)[1])

    def resident(self):
        """MiB."""
        return self.process.kilobytes("VmRSS") / 1024

    def peak(self):
        return self.process.kilobytes("VmHWM") / 1024

    def log_lines(self):
        """Level and message of each line; what is no JSON counts as an error."""
        for line in self.process.log.read_text(errors="replace").splitlines():
            try:
                found = json.loads(line)
                yield found.get("level", ""), found.get("message", "")
            except ValueError:
                yield "NO JSON", line


def key(name):
    return hashlib.sha256(name.encode()).hexdigest()
