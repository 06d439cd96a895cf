"""Checks the trace of examples/customer-support: ten spans of seven services, and the calls of the model below the agents'.

usage: check_customer_support.py --trace TRACE_ID SPANS
"""

import argparse
import sys
from collections import Counter
from typing import NamedTuple

from check import Checks, children, described, read


class Step(NamedTuple):
    number: int
    name: str
    service: str
    kind: str
    parent: int | None


STEPS = [
    Step(1, "ask for help with billing", "customer", "CLIENT", None),
    Step(2, "understand the billing matter", "agent-1-main", "SERVER", 1),
    Step(3, "hand over to support", "agent-1-main", "CLIENT", 1),
    Step(4, "verify the payment", "payment", "SERVER", 2),
    Step(5, "check the account", "agent-2-support", "SERVER", 3),
    Step(6, "ask tech support", "agent-2-support", "CLIENT", 3),
    Step(7, "resolve access", "tech-support", "SERVER", 6),
    Step(8, "take the order query", "agent-3-orders", "SERVER", 2),
    Step(9, "ask inventory", "agent-3-orders", "CLIENT", 2),
    Step(10, "confirm stock", "inventory", "SERVER", 9),
]
LINTEL = "lintel"


def check_steps(checks, spans):
    """The spans of the steps by their numbers."""
    own = [span for span in spans if span["service"] != LINTEL]
    checks.check(f"the services have {len(STEPS)}", [] if len(own) == len(STEPS) else described(own) or ["none"])
    found = {step.number: [span for span in own if span["name"] == step.name] for step in STEPS}
    for step in STEPS:
        seen = [(span["service"], span["kind"], span["status"]) for span in found[step.number]]
        fits = seen == [(step.service, step.kind, "UNSET")]
        checks.check(f"{step.number} is {step.service}'s: {step.name}", [] if fits else seen or ["none"])
    return {number: those[0] for number, those in found.items() if len(those) == 1}


def check_parents(checks, steps):
    for step in STEPS:
        parent_id = steps[step.parent]["span_id"] if step.parent in steps else ""
        below = step.number in steps and steps[step.number]["parent_span_id"] == parent_id
        named = f"{step.number} is below {step.parent}" if step.parent else f"{step.number} is the root"
        checks.check(named, [] if below else [steps.get(step.number, "missing")])
    if 4 in steps and 8 in steps:
        early = steps[8]["start"] < steps[4]["start"]
        checks.check("agent 3 is asked when the payment is verified", described([steps[8]]) if early else [])


def check_model_calls(checks, spans, steps):
    lintels = [span for span in spans if span["service"] == LINTEL]
    for step in STEPS:
        calls = [span for span in children(spans, steps.get(step.number, {"span_id": None})) if span in lintels]
        if step.service.startswith("agent-"):
            fits = len(calls) == 1 and is_whole_call(spans, calls[0])
            checks.check(f"{step.number} has one call of the model below it", [] if fits else described(calls) or ["none"])
        else:
            checks.check(f"{step.number} has none", described(calls))
    ids = {span["span_id"] for span in spans}
    checks.check("every span of Lintel has its parent in the tree", described(s for s in lintels if s["parent_span_id"] not in ids))


def is_whole_call(spans, server):
    """Whether a SERVER span of a chat has below it Lintel's CLIENT spans only, one or a chain of them."""
    expected = (server["kind"], server["attributes"].get("url.path"), server["attributes"].get("http.response.status_code"))
    below = descendants(spans, server)
    return (
        expected == ("SERVER", "/v1/chat/completions", 200)
        and bool(below)
        and all((span["service"], span["kind"], span["status"]) == (LINTEL, "CLIENT", "UNSET") for span in below)
    )


def descendants(spans, parent):
    found = []
    # With a span id that comes twice the tree could be endless.
    waiting = [parent]
    while waiting and len(found) < len(spans):
        nested = children(spans, waiting.pop())
        found += nested
        waiting += nested
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trace", required=True)
    parser.add_argument("spans")
    arguments = parser.parse_args()
    spans = read(arguments.spans)

    checks = Checks()
    checks.check("all are of one trace", sorted({span["trace_id"] for span in spans} - {arguments.trace}))
    ids = Counter(span["span_id"] for span in spans)
    checks.check("no span id comes twice", [span_id for span_id, count in ids.items() if count > 1])
    steps = check_steps(checks, spans)
    check_parents(checks, steps)
    check_model_calls(checks, spans, steps)
    print(f"{checks.passed} passed, {checks.failed} failed")
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
