"""One run of bench/chaos: what is around Lintel, the faults of a seed, the load, and what is looked at at the end."""

import asyncio
import shutil
import signal
from random import Random

import invariants
import schedule
from backend import Backend
from calls import Clients
from ends import Pulse, now
from lintel import Lintel, key
from load import Load
from processes import Process, free_port
from providers import Provider

WARM_UP_CALLS = 100
READY_WITHIN = 1.0
QUIET_WITHIN = 6.0
SPANS_WITHIN = 15.0
UNDER_LOAD = 1.0
# drain_timeout, flush_timeout and two seconds, as the documentation has it.
LEAVES_WITHIN = 10 + 5 + 2
HEALTH_WITHIN = 1.0
SLACK = 10


class Run:
    def __init__(self, seed, options, work):
        self.seed, self.options, self.work = seed, options, work
        self.events = list(schedule.events(seed, options.seconds))
        self.rng = Random(f"{seed} configuration")
        self.calls, self.violations = [], []
        self.redis = None

    async def result(self):
        await self.begin()
        try:
            await self.faults()
            await self.pause()
            await self.leave()
        finally:
            for each in self.ends():
                await each.close()
            if self.redis:
                self.redis.kill()
        return self.judged()

    def ends(self):
        return [*self.providers, self.backend]

    async def begin(self):
        self.providers = [Provider("first"), Provider("second")]
        self.backend = Backend()
        for each in self.ends():
            await each.listen()
        self.redis_port = free_port()
        if shutil.which("redis-server"):
            self.start_redis()
        self.lintel = Lintel(self.options.packaging, self.work / "lintel", self.configuration(), self.backend.port,
                             self.options.java_options.split())
        await self.lintel.ready()
        self.origin, self.pulse = now(), Pulse()
        self.clients = Clients(self.lintel.port)
        self.load = Load(self.clients)
        await self.calling("warm-up", lambda: len(self.calls) < WARM_UP_CALLS)
        await self.load.over()
        self.sockets, self.descriptors = await self.held()

    def start_redis(self):
        self.redis = Process("redis", ["redis-server", "--port", self.redis_port, "--bind", "127.0.0.1", "--save", "",
                                       "--appendonly", "no"], self.work / "redis")

    def configuration(self):
        """Of the first provider's address, the order of the targets and a breaker's time each is one of two."""
        first, second = (each.port for each in self.providers)
        host, within = self.rng.choice(["127.0.0.1", "localhost"]), self.rng.choice(["2s", "3s"])
        common = {"connect_timeout": "2s", "first_byte_timeout": "2s", "idle_timeout": "2s",
                  "retry": {"backoff": "50ms"}, "breaker": {"within": within, "open_for": "500ms"}}
        return {
            "providers": {"first": {"base_url": f"http://{host}:{first}/v1", "default": True, **common},
                          "second": {"base_url": f"http://127.0.0.1:{second}/v1", **common}},
            "model_aliases": {"steady": {"targets": ["first/a", "second/b"]}, "steadier": {"targets": ["second/b", "first/a"]}},
            "callers": {"team": {"key_sha256": key(schedule.CALLER), "requests_per_minute": 1_000_000},
                        "few": {"key_sha256": key(schedule.LIMITED), "requests_per_minute": 20}},
            "limits": {"when_redis_is_down": "open"} | ({"redis": f"redis://127.0.0.1:{self.redis_port}"} if self.redis else {}),
            "shutdown": {"drain_timeout": "10s", "flush_timeout": "5s"},
        }

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
        load = asyncio.create_task(self.calling("chaos", lambda: loading))
        health = asyncio.create_task(self.health(lambda: loading))
        begin = now()
        await asyncio.gather(*(self.happen(each, begin) for each in self.events))
        await asyncio.sleep(max(0.0, begin + self.options.seconds - now()))
        await self.answers_again()
        await asyncio.sleep(UNDER_LOAD)
        loading = False
        await asyncio.gather(load, health)
        await self.load.over()

    async def happen(self, event, begin):
        await asyncio.sleep(max(0.0, begin + event.at - now()))
        if event.where == "reload":
            return self.lintel.reload(self.fresh(event.fault.kind))
        if event.where == "redis":
            return await self.disturb_redis(event, begin) if self.redis else None
        end = {"first": self.providers[0], "second": self.providers[1], "backend": self.backend}[event.where]
        await end.begin(event.fault)
        await asyncio.sleep(max(0.0, begin + event.until - now()))
        await end.end()

    def fresh(self, kind):
        configuration = self.configuration()
        if kind == "unknown key":
            configuration["listener"] = {"max_bodysize": "1M"}
        elif kind == "wrong value":
            configuration["providers"]["first"]["first_byte_timeout"] = "soon"
        return "providers: [" if kind == "no YAML" else configuration

    async def disturb_redis(self, event, begin):
        if event.fault.kind == "killed":
            self.redis.kill()
        else:
            self.redis.started.send_signal(signal.SIGSTOP)
        await asyncio.sleep(max(0.0, begin + event.until - now()))
        if event.fault.kind == "killed":
            self.start_redis()
        else:
            self.redis.started.send_signal(signal.SIGCONT)

    async def health(self, wanted):
        while wanted():
            began = now()
            try:
                status = (await self.lintel.get("/q/health/live", HEALTH_WITHIN)).status
            except Exception as failure:
                status = repr(failure)
            if status != 200 and self.pulse.steady(began - 0.5, now()):
                self.violations.append(f"/q/health/live: {status} at {began - self.origin:.2f} s")
            await asyncio.sleep(0.25)

    async def answers_again(self):
        """Ready, and a call answered, within a second of the last fault's end."""
        ends = now()
        await self.lintel.ready()
        for call in schedule.calls(self.seed, "again"):
            call.leaves, call.slowly, call.limited, call.key = "", 0.0, False, schedule.CALLER
            self.calls.append(call)
            await self.clients.perform(call)
            if call.outcome == "answered":
                break
            await asyncio.sleep(0.02)
        took = now() - ends
        if took > READY_WITHIN and self.pulse.steady(ends, now()):
            self.violations.append(f"the first call was answered {took:.2f} s after the last fault's end")

    async def pause(self):
        """Nobody calls: nothing is under way, all spans are settled, and what is open is what was open at the beginning."""
        if not await within(QUIET_WITHIN, self.nothing_active):
            self.violations.append(f"lintel.calls.active is {(await self.lintel.metrics())['lintel_calls_active']:g} "
                                   f"{QUIET_WITHIN:g} s after the last call")
        await within(SPANS_WITHIN, self.spans_settled)
        metrics = await self.lintel.metrics()
        self.dropped = int(metrics.get("lintel_spans_dropped", 0))
        self.violations += invariants.of_losses(self.backend, self.dropped, int(metrics["lintel_spans_exported"]))
        self.violations += invariants.of_reloads(self.events, metrics)
        sockets, descriptors = await self.held()
        if sockets > self.sockets or descriptors > self.descriptors + SLACK:
            self.violations.append(f"{sockets} sockets and {descriptors} descriptors are open; "
                                   f"at the beginning {self.sockets} and {self.descriptors}")

    async def nothing_active(self):
        return (await self.lintel.metrics())["lintel_calls_active"] == 0

    async def spans_settled(self):
        """Whether each call's SERVER span is here, or at least as many spans are given up."""
        missing = len(invariants.missing(self.calls, self.backend))
        return missing <= (await self.lintel.metrics()).get("lintel_spans_dropped", 0)

    async def held(self):
        """Sockets and descriptors, when everybody else has closed what they had of Lintel."""
        self.clients.close()
        for each in self.ends():
            each.cut()
        best = None
        for _ in range(20):
            await asyncio.sleep(0.1)
            found = self.lintel.sockets(), len(self.lintel.descriptors())
            best = min(best or found, found)
        return best

    async def leave(self):
        """SIGTERM under load, which goes on for a while."""
        loading = True
        load = asyncio.create_task(self.calling("leaving", lambda: loading))
        await asyncio.sleep(UNDER_LOAD)
        leaving = asyncio.create_task(self.lintel.stop(LEAVES_WITHIN))
        await asyncio.sleep(UNDER_LOAD)
        loading = False
        await load
        await self.load.over()
        if await leaving is None:
            self.violations.append(f"Lintel has not left {LEAVES_WITHIN} s after SIGTERM")

    def judged(self):
        last = invariants.last_words(self.lintel.log_lines())
        lost = self.dropped + last
        if last:
            self.violations.append(f"the log tells of {last} spans lost at the end, and the backend was well")
        self.violations += invariants.of_calls(self.calls, self.providers, self.pulse, self.origin)
        self.violations += invariants.of_spans(self.calls, self.backend, lost, self.origin)
        self.violations += invariants.of_the_log(self.lintel.log_lines())
        self.violations += [f"no HTTP from Lintel: {fault}" for each in self.ends() for fault in each.malformed]
        return {"seed": self.seed, "calls": len(self.calls), **invariants.counts(self.calls), "spans": len(self.backend.taken),
                "lost": lost, "stalls": len(self.pulse.stalls), "violations": self.violations,
                "schedule": list(map(str, self.events)), "work": str(self.work)}


async def within(seconds, condition):
    """Whether the condition came true in time."""
    until = now() + seconds
    while not await condition():
        if now() > until:
            return False
        await asyncio.sleep(0.1)
    return True
