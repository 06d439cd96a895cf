"""Checks the spans that Lintel exported while the clients drove it.

usage: check.py --trace TRACE_ID --client NAME=SPAN_ID... [--protocol grpc|http] [--show] SPANS

SPANS is the receiver's file, or the OTLP JSON of a collector's file exporter. --show prints the trace as a tree.
"""

import argparse
import json
import sys
from collections import Counter

# What each client calls: path and status of the answers.
CALLS = Counter(
    {
        ("/v1/models", 200): 1,
        ("/v1/chat/completions", 200): 4,
        ("/v1/chat/completions", 400): 1,
        ("/v1/chat/completions", 429): 1,
    }
)
KINDS = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"]
STATUSES = ["UNSET", "OK", "ERROR"]


def read(path):
    """The spans of a file, in the form of the receiver's lines."""
    spans = []
    with open(path, encoding="utf-8") as lines:
        for line in map(json.loads, lines):
            spans += from_otlp(line) if "resourceSpans" in line else [line]
    return sorted(spans, key=lambda span: span["start"])


def from_otlp(request):
    for resource_spans in request["resourceSpans"]:
        service = attributes(resource_spans["resource"]).get("service.name")
        for scope_spans in resource_spans["scopeSpans"]:
            for span in scope_spans["spans"]:
                yield {
                    "trace_id": span["traceId"],
                    "span_id": span["spanId"],
                    "parent_span_id": span.get("parentSpanId", ""),
                    "name": span["name"],
                    "kind": KINDS[span.get("kind", 0)],
                    "status": STATUSES[span.get("status", {}).get("code", 0)],
                    "start": int(span["startTimeUnixNano"]),
                    "attributes": attributes(span),
                    "service": service,
                }


def attributes(holder):
    return {pair["key"]: plain(pair["value"]) for pair in holder.get("attributes", [])}


def plain(value):
    """The Python value of an AnyValue in JSON, where 64-bit integers are text."""
    if "intValue" in value:
        return int(value["intValue"])
    if "arrayValue" in value:
        return [plain(item) for item in value["arrayValue"].get("values", [])]
    return next(iter(value.values()), None)


class Checks:
    """Prints each fact as it is checked, and counts."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def check(self, fact, counterexamples):
        if counterexamples:
            self.failed += 1
            print(f"failed  spans: {fact}: {', '.join(map(str, counterexamples[:5]))}")
        else:
            self.passed += 1
            print(f"passed  spans: {fact}")


def described(spans):
    return [f"{span['kind']} {span['name']} {span['span_id']}" for span in spans]


def check_tree(checks, spans, clients, trace_id):
    ids = Counter(span["span_id"] for span in spans)
    checks.check("there are spans", [] if spans else ["none came"])
    checks.check(
        f"all are of the clients' trace {trace_id}",
        sorted({span["trace_id"] for span in spans} - {trace_id}),
    )
    checks.check("no span id comes twice", [span_id for span_id, count in ids.items() if count > 1])
    checks.check("all name the service", sorted({str(span["service"]) for span in spans} - {"lintel-e2e"}))
    client_spans = [span for span in spans if span["kind"] == "CLIENT"]
    checks.check(
        f"all {len(client_spans)} CLIENT spans have their parent in the tree",
        described(span for span in client_spans if span["parent_span_id"] not in ids),
    )
    checks.check(
        "all SERVER spans have a client's span as their parent",
        described(
            span for span in spans if span["kind"] == "SERVER" and span["parent_span_id"] not in clients.values()
        ),
    )


def check_client(checks, spans, name, span_id):
    servers = [span for span in spans if span["kind"] == "SERVER" and span["parent_span_id"] == span_id]
    calls = Counter(
        (span["attributes"].get("url.path"), span["attributes"].get("http.response.status_code")) for span in servers
    )
    difference = [f"missing {call} {n}x" for call, n in (CALLS - calls).items()]
    difference += [f"unexpected {call} {n}x" for call, n in (calls - CALLS).items()]
    checks.check(f"{name}'s {CALLS.total()} calls have one SERVER span each", difference)
    chats = [(server, chat) for server in servers for chat in children(spans, server) if is_chat(chat)]
    # The list of models asks nothing of a model, and the call that is refused asks no provider.
    checks.check(
        f"{name}'s {CALLS.total() - 2} passed chats have one GenAI span each",
        [] if len(chats) == CALLS.total() - 2 else [f"{len(chats)} GenAI spans"],
    )
    attempts = [(server, chat, attempt) for server, chat in chats for attempt in children(spans, chat)]
    checks.check(
        f"{name}'s {len(chats)} chats have one attempt each",
        [] if len(attempts) == len(chats) > 0 else [f"{len(attempts)} attempts"],
    )
    completed = [chat for _, chat in chats if chat["status"] == "UNSET"]
    # One of the four answers with status 200 breaks off.
    silent = described(chat for chat in completed if not chat["attributes"].get("gen_ai.usage.input_tokens"))
    checks.check(
        f"{name}'s 3 completed chats tell their usage",
        silent if len(completed) == 3 else silent + [f"{len(completed)} completed"],
    )
    broken = [server for server in servers if server["status"] == "ERROR"]
    whole_way = [
        spans_of_call
        for spans_of_call in attempts
        if spans_of_call[0] in broken
        and all(span["attributes"].get("lintel.outcome") == "failed" for span in spans_of_call)
        and all(span["status"] == "ERROR" for span in spans_of_call)
    ]
    checks.check(
        f"{name}'s broken stream is an error on all three spans",
        [] if len(broken) == len(whole_way) == 1 else described(broken) or ["no SERVER span is an error"],
    )


def is_chat(span):
    return span["attributes"].get("gen_ai.operation.name") == "chat"


def children(spans, parent):
    return [span for span in spans if span["parent_span_id"] == parent["span_id"]]


def check_protocol(checks, spans, protocol):
    checks.check(f"all came by {protocol}", sorted({span["protocol"] for span in spans} - {protocol}))
    if protocol == "http":
        checks.check("all came gzipped", sorted({span["encoding"] for span in spans} - {"gzip"}))


def show(spans, clients):
    for name, span_id in clients.items():
        print(f"{name}'s span {span_id}")
        show_children(spans, span_id, "")


def show_children(spans, span_id, indent):
    nested = [span for span in spans if span["parent_span_id"] == span_id]
    for span in nested:
        last = span is nested[-1]
        told = [span["attributes"].get("http.response.status_code"), span["attributes"].get("lintel.outcome")]
        told = [str(value) for value in told if value is not None] + (["error"] if span["status"] == "ERROR" else [])
        print(f"{indent}{'└' if last else '├'}─ {span['kind']} {span['name']}  {' '.join(told)}".rstrip())
        show_children(spans, span["span_id"], indent + ("   " if last else "│  "))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--trace", required=True)
    parser.add_argument("--client", action="append", required=True, help="name=span id")
    parser.add_argument("--protocol", choices=["grpc", "http"])
    parser.add_argument("--show", action="store_true")
    parser.add_argument("spans")
    arguments = parser.parse_args()
    clients = dict(client.split("=") for client in arguments.client)
    spans = read(arguments.spans)

    checks = Checks()
    check_tree(checks, spans, clients, arguments.trace)
    for name, span_id in clients.items():
        check_client(checks, spans, name, span_id)
    if arguments.protocol:
        check_protocol(checks, spans, arguments.protocol)
    # With a span id that comes twice the tree could be endless.
    if arguments.show and len({span["span_id"] for span in spans}) == len(spans):
        show(spans, clients)
    print(f"{checks.passed} passed, {checks.failed} failed")
    sys.exit(1 if checks.failed else 0)


if __name__ == "__main__":
    main()
