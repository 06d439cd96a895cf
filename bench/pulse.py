"""Whether the machine had room for what is measured: where it had not, nothing can be said of what took how long."""

import asyncio
from pathlib import Path

from ends import now

EVERY = 0.25
LATE = 0.3
# Of an event loop's time, what it waited for a processor.
STARVED = 0.4


class Pulse:
    """Notes when this process had no turn, and when an event loop of Lintel's had none though it wanted one."""

    def __init__(self, pid):
        self.pid, self.stalls = pid, []
        self.task = asyncio.get_running_loop().create_task(self.beat())

    async def beat(self):
        waited = self.waited()
        while True:
            began, before = now(), waited
            await asyncio.sleep(EVERY)
            passed, waited = now() - began, self.waited()
            most = max((waited[thread] - before.get(thread, 0) for thread in waited), default=0)
            if passed > EVERY + LATE or most > STARVED * passed:
                self.stalls.append((began, now()))

    def waited(self):
        """Seconds that each event loop was ready to run, and did not: the second field of schedstat, in nanoseconds."""
        found = {}
        for task in Path(f"/proc/{self.pid}/task").glob("*"):
            try:
                if (task / "comm").read_text().startswith("vert.x-event"):
                    found[task.name] = int((task / "schedstat").read_text().split()[1]) / 1e9
            except (FileNotFoundError, ProcessLookupError):
                pass  # It has ended meanwhile.
        return found

    def steady(self, begin, end):
        return all(until < begin or since > end for since, until in self.stalls)
