"""What must hold after a run of bench/chaos, however the faults fell. Each check yields a text for each violation."""

import re
from collections import Counter

from calls import OUTCOMES
from otlp import SERVER
from providers import HARMLESS

# How late: by then first_byte_timeout or idle_timeout of surroundings.py is over.
FAIL_LATE = 3.0
# Until a breaker has let a call through again, and that call is answered.
AFTERMATH = 2.0
# What a log may say at ERROR: nothing.


def of_calls(calls, providers, pulse, origin):
    """Each call is answered, or broken off honestly. Times are told from `origin` on."""
    did = {}
    for provider in providers:
        for trace, what in provider.did.items():
            did.setdefault(trace, []).extend(what)
    for call in calls:
        fault = unfair(call, providers, pulse, did.get(call.trace, []))
        if fault:
            yield (f"{told(call, origin)}, {call.outcome}, {call.detail}: {fault}; the providers: {did.get(call.trace, [])}")


def told(call, origin):
    slow = f", sent in {call.slowly:.2f} s" if call.slowly else ""
    leaves = f", leaves in {call.leaves}" if call.leaves else ""
    return (f"{call.phase} call {call.number} ({call.kind} for {call.model}{slow}{leaves}), "
            f"{call.began - origin:.3f} to {call.ended - origin:.3f} s, trace {call.trace}")


def unfair(call, providers, pulse, did):
    if call.outcome in ("answered", "left"):
        return None
    if call.outcome == "refused":
        return None if excused(call, providers, pulse) else "a provider was there to answer"
    if call.outcome == "broken":
        return None if any(each.endswith((" broke", " garbled")) for each in did) else "no provider broke it"
    if call.outcome == "wrong" and any(each.endswith(" garbled") for each in did):
        return None
    return "never an honest end"


def excused(call, providers, pulse):
    """A refusal is honest where nobody was well, or where the caller has used up what it may."""
    if call.status == 429 and call.limited or not pulse.steady(call.began - AFTERMATH, call.ended):
        return True
    if call.kind == "upload":
        # It has no alias, and cannot be sent twice; and calls from before, which fail late, leave its one provider alone once more.
        return not providers[0].well(call.began - AFTERMATH - FAIL_LATE, call.ended, HARMLESS - {"reset idle"})
    return not any(each.well(call.began - AFTERMATH, call.ended, HARMLESS) for each in providers)


def of_spans(calls, backend, lost, origin):
    """Every call that reached Lintel has its SERVER span, once, or was counted as lost."""
    servers, without = backend.servers(), missing(calls, backend)
    reached = {call.trace: call for call in calls if call.reaches()}
    if len(without) > lost:
        yield f"{len(without)} SERVER spans are missing, {lost} spans are told to be lost"
        yield from (f"no SERVER span: {told(each, origin)}, {each.outcome}, {each.detail}" for each in without)
    yield from (f"SERVER span of a call that never was: trace {trace}" for trace in servers if trace not in reached)
    yield from (f"{count} SERVER spans of one call: trace {trace}" for trace, count in servers.items() if count > 1)
    parents = {each.trace: each.parent for each in backend.taken if each.kind == SERVER}
    yield from (f"SERVER span with the parent {parents[trace]} instead of {call.parent}: trace {trace}"
                for trace, call in reached.items() if trace in parents and parents[trace] != call.parent)
    twice = backend.twice()
    if twice:
        yield f"{len(twice)} spans were taken more than once, such as {twice[0]}"
    orphans = backend.orphans()
    if orphans and not lost:
        yield f"{len(orphans)} spans whose parent has not come, such as {orphans[0]}"


def missing(calls, backend):
    """Calls that Lintel has seen, and whose SERVER span has not come."""
    servers = backend.servers()
    return [call for call in calls if call.reaches() and not servers[call.trace]]


def of_losses(backend, counted, exported):
    """What is said of spans is true, and spans are lost only where the backend refused them."""
    if exported != len(backend.taken):
        yield f"lintel.spans.exported is {exported}, the backend has taken {len(backend.taken)}"
    refusing = [fault for *_, fault in backend.faults if fault.kind != "slow"]
    if counted and not refusing:
        yield f"{counted} spans dropped by a backend that took all"
    killed = any(fault.kind == "killed" for fault in refusing)
    if counted and not killed and counted > len(backend.refused):
        yield f"{counted} spans dropped, the backend refused {len(backend.refused)}"


def of_reloads(events, metrics):
    """A good configuration is taken, a bad one refused."""
    kinds = {event.fault.kind for event in events if event.where == "reload"}
    for outcome, meant in (("taken", "valid" in kinds), ("refused", bool(kinds - {"valid"}))):
        count = metrics.get(("lintel_config_reloads", outcome), 0)
        if meant != bool(count):
            yield f"{count:g} reloads were {outcome}, the schedule has {sorted(kinds)}"


def of_leaving(calls, noticed):
    """Once Lintel is not ready any more, answers say that the connection ends with them."""
    kept = [call for call in calls if call.began > noticed and call.status and not call.closes]
    if kept:
        yield f"{len(kept)} answers after SIGTERM do not say that the connection is closed, such as that to call {kept[0].number}"


def last_words(lines):
    """How many spans were lost on the way out, as the log says."""
    found = [re.match(r"(\d+) spans could not be exported before the end", text) for _, text in lines]
    return sum(int(each[1]) for each in found if each)


def of_the_log(lines):
    found = Counter(f"{level}: {text[:200]}" for level, text in lines if level in ("ERROR", "FATAL", "SEVERE", "NO JSON"))
    return [f"{count} times in the log, {text}" for text, count in found.items()]


def counts(calls):
    found = Counter(call.outcome for call in calls)
    return {outcome: found[outcome] for outcome in OUTCOMES}
