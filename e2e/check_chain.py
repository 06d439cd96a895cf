"""Checks that a call through Lintel, a service and Lintel again is one tree.

usage: check_chain.py --trace TRACE_ID --caller SPAN_ID SPANS
"""

import argparse
import sys

from check import Checks, children, described, read

# From the caller's span down: kind and service of the only child. What Lintel asks of a model and each attempt are spans.
CHAIN = [
    ("SERVER", "lintel-first"),
    ("CLIENT", "lintel-first"),
    ("CLIENT", "lintel-first"),
    ("SERVER", "service"),
    ("SERVER", "lintel-second"),
    ("CLIENT", "lintel-second"),
    ("CLIENT", "lintel-second"),
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trace", required=True)
    parser.add_argument("--caller", required=True)
    parser.add_argument("spans")
    arguments = parser.parse_args()
    spans = read(arguments.spans)

    checks = Checks()
    checks.check("all are of one trace", sorted({span["trace_id"] for span in spans} - {arguments.trace}))
    checks.check(f"there are {len(CHAIN)}", [] if len(spans) == len(CHAIN) else described(spans))
    parent = {"span_id": arguments.caller}
    for kind, service in CHAIN:
        below = children(spans, parent)
        fits = len(below) == 1 and (below[0]["kind"], below[0]["service"]) == (kind, service)
        checks.check(f"the next below is the {kind} span of {service}", [] if fits else described(below) or ["none"])
        if not fits:
            break
        parent = below[0]
    print(f"{checks.passed} passed, {checks.failed} failed")
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
