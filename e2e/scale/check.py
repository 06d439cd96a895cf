"""Looks at the spans of both Lintels when these have left.

    check.py SPANS sampling DECISIONS
    check.py SPANS calls CALLS

SPANS is the receiver's file; the others are those of sampling.py and load.py. A line for each fact begins with `passed` or `failed`.
"""

import collections
import json
import sys

# Half of all traces are kept: those whose last 56 bits are in the upper half.
RANDOM_BITS = (1 << 56) - 1
THRESHOLD = 1 << 55
# A share of 200 that chance alone misses once in a million times.
FEW = 65

failed = False


def fact(holds, text):
    global failed
    failed |= not holds
    print("passed " if holds else "failed ", text)


def spans_by_trace(path):
    traces = collections.defaultdict(list)
    with open(path, encoding="utf-8") as file:
        for line in file:
            span = json.loads(line)
            traces[span["trace_id"]].append(span)
    return traces


def servers(spans):
    return sum(span["kind"] == "SERVER" for span in spans)


def sampling(traces, path):
    decisions = collections.defaultdict(list)
    with open(path, encoding="ascii") as file:
        for trace, kept, number in map(str.split, file):
            decisions[trace].append((int(kept), int(number)))
    shared = {trace: told for trace, told in decisions.items() if len(told) > 1}
    own = {trace: told for trace, told in decisions.items() if len(told) == 1}
    kept = sum(all(kept for kept, _ in told) for told in shared.values())
    split = sum(len({kept for kept, _ in told}) > 1 for told in shared.values())
    lost = len(shared) - kept - split
    fact(split == 0 and min(kept, lost) > FEW,
         f"sampling: of {len(shared)} trace ids sent to both, {kept} are kept by both, {lost} by neither, {split} by one alone")
    wrong = sum(kept != (int(trace, 16) & RANDOM_BITS >= THRESHOLD) for trace, told in decisions.items() for kept, _ in told)
    began = collections.Counter((number, kept) for told in own.values() for kept, number in told)
    fact(wrong == 0 and min(began[number, kept] for number in (0, 1) for kept in (0, 1)) > FEW,
         f"sampling: of the traces that each began {began[0, 1]} and {began[1, 1]} are kept, all by the same rule, but {wrong}")
    unlike = sum(servers(traces.get(trace, [])) != sum(kept for kept, _ in told) for trace, told in decisions.items())
    fact(unlike == 0, f"sampling: as many calls have come as spans as were said to be kept, but for {unlike}")


def calls(traces, path):
    with open(path, encoding="ascii") as file:
        asked = dict(line.rstrip("\n").split(" ", 1) for line in file)
    none = sum(servers(traces.get(trace, [])) == 0 for trace in asked)
    several = sum(servers(traces.get(trace, [])) > 1 for trace in asked)
    fact(none == 0 and several == 0,
         f"spans: of {len(asked)} calls {none} have left no span of a server, {several} more than one")
    spans = [span for trace in asked for span in traces.get(trace, [])]
    ids = {span["span_id"] for span in spans}
    torn = sum(span["kind"] != "SERVER" and span["parent_span_id"] not in ids for span in spans)
    fact(len(ids) == len(spans) >= 3 * len(asked) and torn == 0,
         f"spans: {len(spans)}, none twice, and {torn} without the one above it")


def main():
    path, what, of = sys.argv[1:]
    {"sampling": sampling, "calls": calls}[what](spans_by_trace(path), of)
    return 1 if failed else 0


sys.exit(main())
