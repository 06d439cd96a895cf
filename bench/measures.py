"""What is measured of a subject: rounds of load, latency, the delay of pieces, system calls, and allocation."""

import re
import subprocess
import sys
import time
from pathlib import Path

from client import latencies, percentile
from pieces import PIECES, delays
from processes import HERE, Failed, run, wait_until
from subjects import java

LATENCY_CALLS = 2_000
STREAMS = 4
TRACED_CALLS = 1_000
ALLOCATION_CALLS = 50_000
LONGEST_WARM_UP = 600


class Load:
    """wrk before one workload."""

    def __init__(self, workload, connections, work):
        self.workload, self.connections, self.work = workload, connections, work

    def drive(self, subject, seconds):
        """Requests answered, microseconds that it took, and errors."""
        headers = [word for field in subject.headers for word in field]
        done = subprocess.run(
            ["wrk", "--threads", "1", "--connections", str(self.connections), "--duration", str(seconds),
             "--timeout", "20", "--script", HERE / "load.lua", f"http://127.0.0.1:{subject.port}", "--",
             self.workload.request, *headers], capture_output=True, text=True, timeout=seconds + 60)
        result = re.search(r"^result (\d+) (\d+) (\d+)$", done.stdout, re.M)
        if not result:
            raise Failed(f"wrk failed before {subject.name}: {done.stdout}{done.stderr}")
        if not subject.process.alive():
            raise Failed(f"{subject.name} ended: {subject.process.log}")
        return tuple(map(int, result.groups()))

    def calls(self, subject, count, slice_seconds=2):
        """Drives until that many calls were answered; how many they were."""
        answered, begin = 0, time.monotonic()
        while answered < count and time.monotonic() - begin < LONGEST_WARM_UP:
            answered += self.drive(subject, slice_seconds)[0]
        return answered

    def round(self, subject, seconds, provider_log):
        process, opened = subject.process, lines(provider_log)
        before = process.cpu_micros()
        requests, micros, errors = self.drive(subject, seconds)
        # What the requests left to do, such as the export of their spans, is theirs.
        time.sleep(1)
        cpu = process.cpu_micros() - before
        show(f"{subject.name:<18} {requests * 1e6 / micros:8.0f} calls/s {cpu / max(requests, 1):8.1f} us CPU {errors} errors")
        return {"requests": requests, "micros": micros, "errors": errors, "cpu_micros": cpu,
                "resident_kb": process.kilobytes("VmRSS"), "peak_kb": process.kilobytes("VmHWM"),
                "provider_connections": lines(provider_log) - opened}


def lines(file):
    return file.read_bytes().count(b"\n") if file.exists() else 0


def latency(subject, workload):
    """The percentiles of calls one after the other over one connection, in microseconds."""
    times, errors = latencies(subject.port, workload.body, subject.headers, LATENCY_CALLS)
    return quantiles(subject, times) | {"calls": len(times), "errors": errors}


def piece_delay(subject, workload):
    """The percentiles of a piece's way from the provider's write to the client's read, in microseconds."""
    found = [delay for _ in range(STREAMS) for delay in delays(subject.port, workload.body, subject.headers)]
    return quantiles(subject, found) | {"lost": STREAMS * PIECES - len(found)}


def quantiles(subject, nanoseconds):
    result = {"p50": percentile(nanoseconds, 0.5) / 1e3, "p99": percentile(nanoseconds, 0.99) / 1e3}
    show(f"{subject.name:<18} p50 {result['p50']:8.1f} us, p99 {result['p99']:8.1f} us")
    return result


def system_calls(subject, load, work):
    """System calls for each call, at one connection and at many."""
    one = traced(subject, work, lambda: len(latencies(subject.port, load.workload.body, subject.headers, TRACED_CALLS)[0]))
    many = traced(subject, work, lambda: load.drive(subject, 2)[0])
    show(f"{subject.name:<18} {one['all']:.2f} ({one['futex']:.2f} futex) at one connection, "
         f"{many['all']:.2f} ({many['futex']:.2f} futex) at {load.connections}")
    return {"one": one, "many": many}


def traced(subject, work, drive):
    family, counts = subject.process.family(), work / "strace"
    counts.write_text("")
    tracer = subprocess.Popen(["strace", "-c", "-f", "-o", counts, *(f"-p{each}" for each in family)],
                              stderr=subprocess.PIPE, text=True)
    try:
        attached = 0
        while attached < len(family):
            line = tracer.stderr.readline()
            if not line:
                raise Failed("strace could not attach")
            attached += line.startswith("strace: Process") and "attached" in line
        calls = drive()
    finally:
        tracer.terminate()
        tracer.communicate()
    table = {}
    for line in counts.read_text().splitlines():
        fields = line.split()
        if len(fields) >= 5 and fields[3].isdigit() and fields[-1] != "total":
            table[fields[-1]] = int(fields[3])
    if not table:
        raise Failed("strace counted nothing")
    by_count = dict(sorted(table.items(), key=lambda each: -each[1]))
    return {"calls": calls, "all": sum(table.values()) / calls, "futex": table.get("futex", 0) / calls,
            "by_name": {name: round(count / calls, 3) for name, count in by_count.items() if count / calls >= 0.005}}


# The serial collector logs every collection with what was used before and after it, to the kilobyte.
ALLOCATION_OPTIONS = "-XX:+UseSerialGC -Xms640m -Xmx640m -Xmn512m -Xlog:gc+heap=info:file=gc.log:tags"
GENERATION = re.compile(r"(?:DefNew|Tenured): (\d+)K\(\d+K\)->(\d+)K\(")


def allocation(subject, load, warm_up):
    """Bytes that the JVM allocated for each call, between two collections that are asked for."""
    log = subject.process.log.parent / "gc.log"
    load.calls(subject, warm_up)
    first = collected(subject, log)
    calls = load.calls(subject, min(ALLOCATION_CALLS, warm_up))
    last = collected(subject, log)
    heap = usages(log)
    allocated = sum(heap[i][0] - heap[i - 1][1] for i in range(first, last)) * 1024
    show(f"{subject.name:<18} {allocated / calls / 1000:.1f} kB allocated a call, {calls} calls, {last - first} collections")
    return {"calls": calls, "bytes": allocated / calls}


def collected(subject, log):
    """Collects garbage; the number of collections up to then."""
    before = len(usages(log))
    run(java("jcmd"), subject.process.pid, "GC.run")
    if not wait_until(lambda: len(usages(log)) > before, 10):
        raise Failed(f"{log} shows no collection")
    return len(usages(log))


def usages(log):
    """Kilobytes used before and after each collection."""
    found = [(int(before), int(after)) for before, after in GENERATION.findall(log.read_text() if log.exists() else "")]
    return [(young[0] + old[0], young[1] + old[1]) for young, old in zip(found[::2], found[1::2])]


def show(line):
    print("  " + line, file=sys.stderr, flush=True)
