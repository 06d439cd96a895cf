"""Calls an alias of two providers at a steady rate while the first one is killed and started again; the other one runs already.

    outage.py LINTEL_URL FIRST_PORT [SECONDS [CALLS_PER_SECOND]]

LINTEL_KEY is the key to call with, where one is needed. Prints what became of the calls, and exits with 1 when one failed of which the client had seen nothing.
"""

import asyncio
import collections
import json
import os
import random
import signal
import sys
import time
import urllib.parse

DOWN = 2.0
UP = 4.0
KEY = os.environ.get("LINTEL_KEY")
AUTHORIZATION = f"authorization: Bearer {KEY}\r\n".encode() if KEY else b""
PROVIDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "provider.py")


async def start(port):
    process = await asyncio.create_subprocess_exec(sys.executable, PROVIDER, str(port))
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return process
        except OSError:
            await asyncio.sleep(0.05)


async def disturb(port, until, outages):
    process = await start(port)
    while time.monotonic() < until - UP:
        await asyncio.sleep(UP)
        process.send_signal(signal.SIGKILL)
        await process.wait()
        outages.append(time.monotonic())
        await asyncio.sleep(DOWN)
        process = await start(port)
    await asyncio.sleep(max(0.0, until - time.monotonic()))
    return process


async def call(url, streams, outcomes, times):
    begun = time.monotonic()
    outcomes[await outcome(url, streams)] += 1
    times.append(time.monotonic() - begun)


class Answer(asyncio.Protocol):
    """Keeps what comes until the connection ends, also when it ends in a reset: a StreamReader forgets what it has not handed on by then."""

    def __init__(self):
        self.seen = b""
        self.ended = asyncio.get_running_loop().create_future()

    def data_received(self, data):
        self.seen += data

    def connection_lost(self, failure):
        if not self.ended.done():
            self.ended.set_result(failure)


async def outcome(url, streams):
    body = json.dumps({"model": "steady", "stream": streams, "messages": [{"role": "user", "content": "hi"}]}).encode()
    try:
        transport, answer = await asyncio.get_running_loop().create_connection(Answer, url.hostname, url.port)
    except OSError as failure:
        return f"FAILED: no connection, {failure}"
    try:
        transport.write(
            b"POST /v1/chat/completions HTTP/1.1\r\nhost: lintel\r\nconnection: close\r\n"
            b"%scontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (AUTHORIZATION, len(body), body)
        )
        failure = await asyncio.wait_for(answer.ended, 60)
    except asyncio.TimeoutError:
        failure = "60 s of waiting"
    finally:
        transport.abort()
    if b"\r\n\r\n" not in answer.seen:
        return f"FAILED: no head, {failure}"
    status = answer.seen[9:12]
    if status != b"200":
        return "FAILED: status " + status.decode(errors="replace")
    whole = b"[DONE]" in answer.seen if streams else b'"total_tokens"' in answer.seen
    return "answered" if whole else "broken in its stream"


async def main():
    url = urllib.parse.urlsplit(sys.argv[1])
    first = int(sys.argv[2])
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 60
    rate = float(sys.argv[4]) if len(sys.argv) > 4 else 200
    outcomes, times, outages = collections.Counter(), [], []
    until = time.monotonic() + seconds
    disturbed = asyncio.create_task(disturb(first, until, outages))
    calls, due = set(), time.monotonic() + 0.5
    while due < until:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        task = asyncio.create_task(call(url, random.random() < 0.5, outcomes, times))
        calls.add(task)
        task.add_done_callback(calls.discard)
        due += 1 / rate
    await asyncio.gather(*calls)
    process = await disturbed
    process.kill()
    await process.wait()
    times.sort()
    print(json.dumps({
        "calls": sum(outcomes.values()),
        "outages of the first provider": len(outages),
        "outcomes": outcomes,
        "seconds, median": round(times[len(times) // 2], 3),
        "seconds, 99 of 100": round(times[len(times) * 99 // 100], 3),
        "seconds, longest": round(times[-1], 3),
    }, indent=2))
    failed = sum(count for outcome, count in outcomes.items() if outcome.startswith("FAILED"))
    return 1 if failed or not outages else 0


sys.exit(asyncio.run(main()))
