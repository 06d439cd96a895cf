"""Checks that the trace of Langtrace's client and Lintel's are one.

usage: check.py SPANS
"""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as lines:
    spans = [json.loads(line) for line in lines]
ids = {span["span_id"] for span in spans}


def named(service, name):
    found = [span for span in spans if span["service"] == service and span["name"] == name]
    return found[0] if len(found) == 1 else {"span_id": f"no {name}", "parent_span_id": "", "attributes": {}}


question = named("client", "question")
sdk = named("client", "openai.chat.completions.create")
server = named("lintel", "POST /v1/chat/completions")
model = named("lintel", "chat demo")
attempt = named("lintel", "POST")
facts = {
    "there are five spans": len(spans) == 5,
    "they are of one trace": len({span["trace_id"] for span in spans}) == 1,
    "the client's question is the root": question["span_id"] in ids and question["parent_span_id"] == "",
    "the SDK's span is below it": sdk["parent_span_id"] == question["span_id"],
    "Lintel's SERVER span is below it": server["parent_span_id"] == question["span_id"],
    "the model's span is below Lintel's": model["parent_span_id"] == server["span_id"],
    "the attempt is below the model's span": attempt["parent_span_id"] == model["span_id"],
    "usage has come": model["attributes"].get("gen_ai.usage.output_tokens", 0) > 0,
}
for fact, holds in facts.items():
    print("passed" if holds else "failed", f" spans: {fact}")
sys.exit(not all(facts.values()))
