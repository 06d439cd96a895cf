"""Checks that the spans of a call through several services are one tree, each the only child of the one before.

usage: check_chain.py --trace TRACE_ID --caller SPAN_ID [--counted-once TOKENS] SPANS KIND:SERVICE...

From the caller's span down: kind and service of the only child. What Lintel asks of a model and each attempt are spans.
With --counted-once several of them say how many tokens the answer took, and Lintel's own say it once.
"""

import argparse
import sys

from check import Checks, children, described, read

def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trace", required=True)
    parser.add_argument("--caller", required=True)
    parser.add_argument("--counted-once", type=int)
    parser.add_argument("spans")
    parser.add_argument("chain", nargs="+")
    arguments = parser.parse_args()
    spans = read(arguments.spans)
    chain = [tuple(link.split(":")) for link in arguments.chain]

    checks = Checks()
    checks.check("all are of one trace", sorted({span["trace_id"] for span in spans} - {arguments.trace}))
    checks.check(f"there are {len(chain)}", [] if len(spans) == len(chain) else described(spans))
    parent = {"span_id": arguments.caller}
    for kind, service in chain:
        below = children(spans, parent)
        fits = len(below) == 1 and (below[0]["kind"], below[0]["service"]) == (kind, service)
        checks.check(f"the next below is the {kind} span of {service}", [] if fits else described(below) or ["none"])
        if not fits:
            break
        parent = below[0]
    if arguments.counted_once is not None:
        several = tokens(spans)
        lintels = tokens([span for span in spans if span["scope"] == "dev.lintel"])
        checks.check("the tokens are told by more than one", [] if len(several) > 1 else several)
        checks.check("Lintel's spans tell them once", [] if lintels == [arguments.counted_once] else lintels or ["none"])
    print(f"{checks.passed} passed, {checks.failed} failed")
    sys.exit(1 if checks.failed else 0)


def tokens(spans):
    said = [span["attributes"].get("gen_ai.usage.output_tokens") for span in spans]
    return [count for count in said if count is not None]


if __name__ == "__main__":
    main()
