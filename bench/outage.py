"""One run of bench/chaos: the faults of a seed, the load amid them, and what is looked at at the end."""

import asyncio

import invariants
import schedule
from calls import Clients
from ends import Fault, now
from lintel import Lintel
from load import Load
from processes import Failed
from pulse import Pulse
from surroundings import Surroundings

WARM_UP = 3.0
READY_WITHIN = 1.0
QUIET_WITHIN = 6.0
SPANS_WITHIN = 15.0
# Longer than a batch waits, and longer than the pause between two attempts at sending it.
SETTLED = 1.5
SLOW = Fault("slow", seconds=2.0)
UNDER_LOAD = 1.0
# drain_timeout, flush_timeout and two seconds, as the documentation has it.
LEAVES_WITHIN = 10 + 5 + 2
HEALTH_WITHIN = 1.0
SLACK = 10


class Run:
    def __init__(self, seed, options, work):
        self.seed, self.options, self.work = seed, options, work
        self.events = list(schedule.events(seed, options.seconds))
        self.slow_at_the_end = seed % 2 == 0
        self.calls, self.violations = [], []

    async def result(self):
        await self.begin()
        try:
            await self.faults()
            await self.pause()
            await self.leave()
        finally:
            await self.around.close()
        return self.judged()

    async def begin(self):
        self.around = Surroundings(self.seed, self.work)
        await self.around.begin()
        self.lintel = Lintel(self.options.packaging, self.work / "lintel", self.around.configuration(), self.around.backend.port,
                             self.options.java_options.split())
        await self.lintel.ready()
        self.origin, self.pulse = now(), Pulse(self.lintel.process.pid)
        self.clients = Clients(self.lintel.port)
        self.load = Load(self.clients)
        await self.calling("warm-up", lambda: now() - self.origin < WARM_UP)
        await self.load.over()
        self.sockets, self.descriptors = await self.held()

    async def calling(self, phase, wanted):
        """The calls of a phase, as long as they are wanted."""

        def noted():
            for call in schedule.calls(self.seed, phase):
                self.calls.append(call)
                yield call

        await self.load.steady(noted(), self.options.calls_per_second, wanted)

    async def faults(self):
        """The events of the seed under load; then everybody is well, and Lintel is to be ready within a second."""
        loading = True
        load = asyncio.create_task(self.calling("faults", lambda: loading))
        health = asyncio.create_task(self.health(lambda: loading))
        begin = now()
        await asyncio.gather(*(self.around.happen(each, begin, self.lintel) for each in self.events))
        await asyncio.sleep(max(0.0, begin + self.options.seconds - now()))
        await self.answers_again()
        await asyncio.sleep(UNDER_LOAD)
        loading = False
        await asyncio.gather(load, health)
        await self.load.over()

    async def health(self, wanted):
        while wanted():
            began = now()
            status = await self.status_of("/q/health/live")
            if status != 200 and self.pulse.steady(began - 1.0, now()):
                self.violations.append(f"/q/health/live: {status} at {began - self.origin:.2f} s")
            await asyncio.sleep(0.25)

    async def status_of(self, path):
        """The status, or why there was none in time."""
        try:
            return (await self.lintel.get(path, HEALTH_WITHIN)).status
        except (OSError, TimeoutError, Failed) as failure:
            return repr(failure)

    async def answers_again(self):
        """Ready, and a call answered, within a second of the last fault's end."""
        ends = now()
        await self.lintel.ready()
        await self.call_until_answered("json")
        took = now() - ends
        if took > READY_WITHIN and self.pulse.steady(ends, now()):
            self.violations.append(f"the first call was answered {took:.2f} s after the last fault's end")

    async def call_until_answered(self, kind):
        for call in schedule.calls(self.seed, f"again {kind}"):
            call.kind, call.padding, call.leaves, call.slowly = kind, 1_000, "", 0.0
            call.limited, call.key = False, schedule.CALLER
            self.calls.append(call)
            await self.clients.perform(call)
            if call.outcome == "answered":
                break
            await asyncio.sleep(0.02)

    async def pause(self):
        """Nobody calls: nothing is under way, all spans are settled, and what is open is what was open at the beginning."""
        if not await within(QUIET_WITHIN, self.nothing_active):
            self.violations.append(f"lintel.calls.active is {(await self.lintel.metrics())['lintel_calls_active']:g} "
                                   f"{QUIET_WITHIN:g} s after the last call")
        await within(SPANS_WITHIN, self.spans_settled)
        metrics = await self.lintel.metrics()
        self.dropped = int(metrics.get("lintel_spans_dropped", 0))
        self.violations += invariants.of_losses(self.around.backend, self.dropped, int(metrics["lintel_spans_exported"]))
        self.violations += invariants.of_reloads(self.events, metrics)
        sockets, descriptors = await self.held()
        if sockets > self.sockets or descriptors > self.descriptors + SLACK:
            self.violations.append(f"{sockets} sockets and {descriptors} descriptors are open; "
                                   f"at the beginning {self.sockets} and {self.descriptors}")

    async def not_ready(self):
        return await self.status_of("/q/health/ready") == 503

    async def nothing_active(self):
        return (await self.lintel.metrics())["lintel_calls_active"] == 0

    async def spans_settled(self):
        """Whether each call's SERVER span is here, or as many spans are given up, and nothing more comes."""
        before = await self.decided()
        missing = len(invariants.missing(self.calls, self.around.backend))
        await asyncio.sleep(SETTLED)
        return missing <= before[1] and before == await self.decided()

    async def decided(self):
        """Spans that are exported, and those that are dropped."""
        metrics = await self.lintel.metrics()
        return metrics.get("lintel_spans_exported", 0), metrics.get("lintel_spans_dropped", 0)

    async def held(self):
        """Sockets and descriptors, when everybody else has closed what they had of Lintel."""
        self.clients.close()
        for each in self.around.ends():
            each.cut()
        best = None
        for _ in range(20):
            await asyncio.sleep(0.1)
            found = self.lintel.sockets(), len(self.lintel.descriptors())
            best = min(best or found, found)
        return best

    async def leave(self):
        """SIGTERM under load, which goes on for a while; the backend is slow then, or not."""
        loading = True
        # An upload has one target, whose breaker may have opened since for calls from before, and wants one to close it.
        await self.call_until_answered("upload")
        if self.slow_at_the_end:
            await self.around.backend.begin(SLOW)
        load = asyncio.create_task(self.calling("leaving", lambda: loading))
        await asyncio.sleep(UNDER_LOAD)
        leaving = asyncio.create_task(self.lintel.stop(LEAVES_WITHIN))
        if not await within(HEALTH_WITHIN, self.not_ready) and self.pulse.steady(now() - HEALTH_WITHIN, now()):
            self.violations.append(f"/q/health/ready is not 503 within {HEALTH_WITHIN:g} s after SIGTERM")
        noticed = now()
        await asyncio.sleep(UNDER_LOAD)
        loading = False
        await load
        await self.load.over()
        self.violations += invariants.of_leaving(self.calls, noticed)
        if await leaving is None:
            self.violations.append(f"Lintel has not left {LEAVES_WITHIN} s after SIGTERM")

    def judged(self):
        last = invariants.last_words(self.lintel.log_lines())
        lost = self.dropped + last
        if last:
            self.violations.append(f"the log tells of {last} spans lost at the end, and the backend was well")
        self.violations += invariants.of_calls(self.calls, self.around.providers, self.pulse, self.origin)
        self.violations += invariants.of_spans(self.calls, self.around.backend, lost, self.origin)
        self.violations += invariants.of_the_log(self.lintel.log_lines())
        self.violations += [f"no HTTP from Lintel: {fault}" for each in self.around.ends() for fault in each.malformed]
        return {"seed": self.seed, "calls": len(self.calls), **invariants.counts(self.calls), "spans": len(self.around.backend.taken),
                "lost": lost, "stalls": len(self.pulse.stalls), "violations": self.violations,
                "schedule": [*map(str, self.events), f"SIGTERM, the backend {'2 s slow' if self.slow_at_the_end else 'well'}"],
                "work": str(self.work)}


async def within(seconds, condition):
    """Whether the condition came true in time."""
    until = now() + seconds
    while not await condition():
        if now() > until:
            return False
        await asyncio.sleep(0.1)
    return True
