"""What happens in a run of bench/chaos, and when: the same for the same seed."""

import uuid
from dataclasses import dataclass
from random import Random

from calls import Call
from ends import Fault

CALLER, LIMITED = "key-of-team", "key-of-few"
KINDS = {"json": 45, "stream": 35, "prompt": 12, "upload": 8}
LEAVES = ("head", "body", "waiting", "answer")


@dataclass(frozen=True)
class Event:
    at: float               # seconds from the beginning
    until: float
    where: str              # first, second, backend, redis or reload
    fault: Fault

    def __str__(self):
        size = f" of {self.fault.share:.0%}" if self.fault.share < 1 else ""
        slow = f" by {self.fault.seconds:.2f} s" if self.fault.seconds else ""
        return f"{self.at:6.2f} s to {self.until:6.2f} s  {self.where}: {self.fault.label}{size}{slow}"


def provider_fault(rng):
    kind = rng.choice(["killed", "killed", "slow", "silent", "reset", "reset", "reset", "garbage", "status", "flood"])
    share = rng.choice([0.2, 0.5, 1.0])
    if kind == "killed":
        return Fault(kind)
    if kind == "slow":
        return Fault(kind, share=share, seconds=rng.uniform(0.1, 0.6))
    if kind == "reset":
        phase = rng.choice(["accept", "request", "asked", "head", "body", "idle"])
        return Fault(kind, phase, share, rng.uniform(0.0, 0.02) if phase == "idle" else 0.0)
    phases = {"silent": ["", "body"], "garbage": ["", "body"], "status": ["500", "503", "429"], "flood": [""]}
    return Fault(kind, rng.choice(phases[kind]), share)


def backend_fault(rng):
    kind = rng.choice(["killed", "slow", "slow", "503", "reset", "garbage"])
    return Fault(kind, seconds=2.0 if kind == "slow" else 0.0)


FAULTS = {
    "first": provider_fault, "second": provider_fault, "backend": backend_fault,
    "redis": lambda rng: Fault(rng.choice(["killed", "stopped"])),
    "reload": lambda rng: Fault(rng.choice(["valid", "valid", "unknown key", "wrong value", "no YAML"])),
}
LASTS = {"first": (0.3, 2.0), "second": (0.3, 2.0), "backend": (0.5, 3.0), "redis": (0.3, 2.0), "reload": (0.0, 0.0)}
RESTS = {"first": (0.3, 3.0), "second": (0.3, 3.0), "backend": (0.5, 3.0), "redis": (1.0, 4.0), "reload": (0.5, 3.0)}


def events(seed, seconds):
    """Faults of each part, one after the other, all over by the end."""
    found = []
    for where, fault in FAULTS.items():
        rng = Random(f"{seed} {where}")
        at = rng.uniform(0.2, 2.0)
        while at < seconds:
            until = min(seconds, at + rng.uniform(*LASTS[where]))
            found.append(Event(at, until, where, fault(rng)))
            at = until + rng.uniform(*RESTS[where])
    return sorted(found, key=lambda each: each.at)


def calls(seed, name):
    """Calls without end. Their traces are of the seed, so that what a fault does to each is, too."""
    rng = Random(f"{seed} {name}")
    number = 0
    while True:
        number += 1
        kind = rng.choices(list(KINDS), KINDS.values())[0]
        call = Call(number, kind, uuid.UUID(int=rng.getrandbits(128), version=4).hex, f"{rng.getrandbits(64) | 1:016x}")
        call.model = rng.choice(["steady", "steadier"])
        call.phase, call.limited = name, rng.random() < 0.03
        call.key = LIMITED if call.limited else CALLER
        call.padding = {"prompt": rng.randrange(2_000, 60_000), "upload": rng.randrange(1_000, 300_000)}.get(kind, 0)
        call.waits = rng.uniform(0.0, 0.08)
        if rng.random() < 0.12:
            call.leaves = rng.choice(LEAVES)
        elif rng.random() < 0.08:
            call.slowly = rng.uniform(0.2, 1.0)
            # A head that is not whole is no call yet, and may find the door closed.
            call.announced = name == "leaving" or rng.random() < 0.5
        yield call
