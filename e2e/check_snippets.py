"""Checks the traces that the snippets under examples/snippets make.

usage: check_snippets.py --caller TRACEPARENT SPANS
"""

import argparse
import sys

from check import Checks, children, read

# What each kind of snippet draws, without Lintel's spans of its way to a provider.
TREES = {
    "call": ["INTERNAL own", "  SERVER lintel"],
    "automatic": ["INTERNAL own", "  CLIENT own", "    SERVER lintel", "  CLIENT own", "    SERVER lintel"],
    "service": ["SERVER own", "  SERVER lintel"],
}
SNIPPETS = ["python-call", "python-automatic", "python-service", "node-call", "node-automatic", "node-service"]
SNIPPETS += ["java-call", "java-service"]


def tree(spans, span, depth=0):
    if span["service"] == "lintel" and span["kind"] == "CLIENT":
        return []
    lines = ["  " * depth + span["kind"] + (" lintel" if span["service"] == "lintel" else " own")]
    # Deeper than any of the trees: a span may be its own ancestor when ids are wrong.
    for child in children(spans, span) if depth < 8 else []:
        lines += tree(spans, child, depth + 1)
    return lines


def check_snippet(checks, spans, snippet, caller):
    kind = snippet.split("-")[1]
    _, trace_id, caller_id, _ = caller.split("-") if kind == "service" else (None, None, "", None)
    own = [span for span in spans if span["service"] == snippet]
    roots = [span for span in own if span["parent_span_id"] == caller_id]
    same_trace = [span for root in roots for span in spans if span["trace_id"] == root["trace_id"]]
    drawn = [line for root in roots for line in tree(same_trace, root)]
    checks.check(f"{snippet} draws its tree", [] if drawn == TREES[kind] else drawn or ["none"])
    if trace_id:
        checks.check(f"{snippet} goes on with the caller's trace", sorted({s["trace_id"] for s in own} - {trace_id}))


def check_conversation(checks, spans):
    told = {span["attributes"].get("gen_ai.conversation.id") for span in spans if span["service"] == "lintel"}
    checks.check("the conversation is told", [] if "conversation-17" in told else [told])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--caller", required=True)
    parser.add_argument("spans")
    arguments = parser.parse_args()
    spans = read(arguments.spans)

    checks = Checks()
    for snippet in SNIPPETS:
        check_snippet(checks, spans, snippet, arguments.caller)
    check_conversation(checks, spans)
    services = {str(span["service"]) for span in spans}
    checks.check("no other service sends spans", sorted(services - {"lintel", *SNIPPETS}))
    print(f"{checks.passed} passed, {checks.failed} failed")
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
