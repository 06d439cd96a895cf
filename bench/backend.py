"""A backend that takes spans over OTLP/HTTP, knows which they were, and misbehaves as it is told.

    backend.py PORT [SECONDS]    as a process of its own, which only counts, and takes that long for each export:
                                 GET /counts, and GET /be/KIND for how it misbehaves from then on (`late`: takes two seconds for
                                 each export; `well`: no more)
"""

import asyncio
import sys
from collections import Counter

from ends import End, Fault
from otlp import SERVER, spans
from wire import json_answer, message

TAKEN = message("HTTP/1.1 200 OK", {"content-type": "application/x-protobuf"})
STATUSES = {"503": message("HTTP/1.1 503 Service Unavailable", {"content-type": "text/plain"}, b"later"),
            "413": message("HTTP/1.1 413 Content Too Large", {"content-type": "text/plain"}, b"less")}
SLOW, LATE = 30.0, 2.0
GARBAGE = message("HTTP/1.1 200 OK", {"content-type": "application/x-protobuf"}, b"\xff\xff\xff<html>no OTLP</html>")


class Backend(End):
    """A span counts as taken when the answer to its export is written: what nobody was told of has not arrived."""

    def __init__(self):
        super().__init__("backend")
        self.taken, self.refused, self.taken_ids = [], set(), Counter()

    async def answer(self, conversation, request):
        found = spans(request.body) if request.target == "/v1/traces" else []
        fault = self.fault
        kind = fault.kind if fault else "well"
        if kind == "slow":
            await asyncio.sleep(fault.seconds)
        if kind in ("well", "slow"):
            self.taken += found
            self.taken_ids.update((each.trace, each.id) for each in found)
            await conversation.write(TAKEN)
            return
        self.refused.update(found)
        if kind in STATUSES:
            await conversation.write(STATUSES[kind])
        elif kind == "garbage":
            await conversation.write(GARBAGE)
        else:
            conversation.reset()

    def servers(self):
        """How often the SERVER span of each trace has come."""
        return Counter(each.trace for each in self.taken if each.kind == SERVER)

    def twice(self):
        return [identity for identity, count in self.taken_ids.items() if count > 1]

    def orphans(self):
        """Spans below the SERVER span whose parent has not come."""
        return [each for each in self.taken if each.kind != SERVER and (each.trace, each.parent) not in self.taken_ids]


class Counting(Backend):
    """Remembers no span: a run may be of hours."""

    def __init__(self, takes):
        super().__init__()
        self.takes, self.late, self.counts = takes, 0.0, {"spans": 0, "servers": 0}

    async def answer(self, conversation, request):
        if request.target == "/counts":
            await conversation.write(json_answer(self.counts))
            return
        if request.target.startswith("/be/"):
            kind = request.target.removeprefix("/be/")
            self.late = LATE if kind == "late" else 0.0
            self.fault = None if kind in ("well", "late") else Fault(kind, seconds=SLOW)
            await conversation.write(json_answer({}))
            return
        if self.fault:
            await super().answer(conversation, request)
            return
        found = spans(request.body) if request.target == "/v1/traces" else []
        self.counts["spans"] += len(found)
        self.counts["servers"] += sum(each.kind == SERVER for each in found)
        await asyncio.sleep(self.takes + self.late)
        await conversation.write(TAKEN)


async def serve(port, takes):
    backend = Counting(takes)
    backend.port = port
    await backend.listen()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float((sys.argv[2:] or [0])[0])))
