"""What is around Lintel in a run of bench/chaos, and what becomes of it."""

import asyncio
import shutil
import signal
from random import Random

import schedule
from backend import Backend
from ends import now
from lintel import key
from processes import Process, free_port
from providers import Provider


class Surroundings:
    """Two providers and a backend in this process, and a Redis where there is one; and the configuration that names them."""

    def __init__(self, seed, work):
        self.rng, self.work = Random(f"{seed} configuration"), work
        self.providers, self.backend = [Provider("first"), Provider("second")], Backend()
        self.redis, self.redis_port = None, free_port()

    def ends(self):
        return [*self.providers, self.backend]

    async def begin(self):
        for each in self.ends():
            await each.listen()
        if shutil.which("redis-server"):
            self.start_redis()

    async def close(self):
        for each in self.ends():
            await each.close()
        if self.redis:
            self.redis.kill()

    def start_redis(self):
        self.redis = Process("redis", ["redis-server", "--port", self.redis_port, "--bind", "127.0.0.1", "--save", "",
                                       "--appendonly", "no"], self.work / "redis")

    def configuration(self):
        """The first provider's address is one of two, and so is the time of the breakers."""
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

    async def happen(self, event, begin, lintel):
        """Begins a fault when its time has come, and ends it."""
        await asyncio.sleep(max(0.0, begin + event.at - now()))
        if event.where == "reload":
            return lintel.reload(self.fresh(event.fault.kind))
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
