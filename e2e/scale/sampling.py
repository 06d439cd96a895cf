"""Sends each of 200 new trace ids to every Lintel, undecided, as a caller does that leaves it to the first that samples; and has each begin
traces of its own.

    sampling.py KEY DECISIONS URL...

DECISIONS becomes a file of what their answers say: a line has the trace id, 1 where it is kept or 0, and the Lintel's number.
"""

import json
import secrets
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor

TRACES = 200
AT_ONCE = 16
BODY = json.dumps({"model": "quick", "messages": [{"role": "user", "content": "hi"}]}).encode()


def decision(url, key, trace):
    headers = {"content-type": "application/json", "authorization": f"Bearer {key}"}
    if trace:
        # Zipkin's header in its short form says nothing of sampling; a traceparent would decide.
        headers["b3"] = f"{trace}-{secrets.token_hex(8)}"
    with urllib.request.urlopen(urllib.request.Request(f"{url}/v1/chat/completions", BODY, headers), timeout=60) as answer:
        _, answered, _, flags = answer.headers["traceresponse"].split("-")
    if trace and answered != trace:
        sys.exit(f"the trace {trace} has become {answered}")
    return answered, int(flags, 16) & 1


def main():
    key, path, urls = sys.argv[1], sys.argv[2], sys.argv[3:]
    traces = [secrets.token_hex(16) for _ in range(TRACES)] + [None] * TRACES
    asked = [(number, trace) for trace in traces for number in range(len(urls))]
    with ThreadPoolExecutor(AT_ONCE) as clients:
        decisions = clients.map(lambda ask: (*decision(urls[ask[0]], key, ask[1]), ask[0]), asked)
        with open(path, "w", encoding="ascii") as file:
            file.writelines(f"{trace} {kept} {number}\n" for trace, kept, number in decisions)


main()
