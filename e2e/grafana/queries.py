"""Asks a Prometheus every query of the dashboard, and looks at whether it answers with data.

usage: queries.py PROMETHEUS SECONDS INTERVAL TOLD

TOLD is what world.py has written. Prints a line for each fact, `passed` or `failed`, and fails when one has failed.
"""

import json
import math
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from dashboard import panels, queries, substituted, variables

prometheus, seconds, interval = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
told = json.loads(Path(sys.argv[4]).read_text())
failures = 0

# What is zero, rightly, by panel and what it is the query of: nothing of it happens to a Lintel that is well.
QUIET = {
    ("What should not happen", "log lines dropped"),
    ("What should not happen", "telemetry failures"),
}


def get(path, **parameters):
    url = f"{prometheus}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:
            return json.load(answer)["data"]
    except urllib.error.HTTPError as refused:
        raise ValueError(json.load(refused).get("error", refused.reason)) from refused


def values(expression, labels=()):
    """All numbers that a query has to show at any time of the run; none where it does not tell series apart by these labels."""
    # Zero for what is not there would always be data.
    expression = expression.replace(" or vector(0)", "")
    now = time.time()
    found = get("query_range", query=expression, start=now - seconds, end=now, step=interval)["result"]
    shown = [series for series in found if any(math.isfinite(float(value)) for _, value in series["values"])]
    if not all(any(series["metric"].get(label) for series in shown) for label in labels):
        return []
    return [float(value) for series in shown for _, value in series["values"]]


def number(expression):
    found = get("query", query=expression)["result"]
    return float(found[0]["value"][1]) if found else 0.0


def state(fact, right, otherwise=""):
    global failures
    if right:
        print(f"passed  {fact}")
    else:
        failures += 1
        print(f"failed  {fact}{': ' + otherwise if otherwise else ''}")


def check_queries():
    for panel in panels():
        for what, expression, labels in queries(panel):
            name = f"{panel['title']}{' / ' + what if what else ''}"
            try:
                found = values(substituted(expression, seconds, interval), labels)
            except ValueError as refused:
                state(name, False, f"{expression}: {refused}")
                continue
            if (panel["title"], what) in QUIET:
                state(f"{name}: zero, rightly", bool(found) and not any(found), f"{found[:3]}")
            else:
                state(name, bool(found), f"no data: {expression}")


def check_variables():
    for name, metric, label in variables():
        series = get("series", **{"match[]": substituted(metric, seconds, interval)})
        values = {one[label] for one in series if label in one}
        state(f"variable {name}: {', '.join(sorted(values))}", len(values) > 0)


def check_exemplars():
    """Each that is shown leads to a trace that the collector has, and all panels that say so show some."""
    traces = set(told["traces"])
    for panel in panels():
        shown = [target["expr"] for target in panel.get("targets", []) if target.get("exemplar")]
        if not shown:
            continue
        now = time.time()
        found = [
            exemplar["labels"].get("trace_id", "none")
            for expression in shown
            for series in get("query_exemplars", query=substituted(expression, seconds, interval), start=now - seconds, end=now)
            for exemplar in series["exemplars"]
        ]
        lost = [trace for trace in found if trace not in traces]
        # Those of spans that the collector did not take lead nowhere: it refuses all for a tenth of the time.
        state(f"{panel['title']}: {len(found)} exemplars, {len(found) - len(lost)} with a trace",
              len(found) > 0 and len(lost) <= len(found) * 0.25, f"no trace {lost[:3]}")


def check_the_check():
    """A query of what does not exist has no data: were there some, nothing above would mean a thing."""
    state("a metric that does not exist has no data", not values("sum(rate(lintel_nothing_total[30s]))"))
    state("a label that does not exist has no data",
          not values('sum(rate(http_server_request_duration_seconds_count{nothing="else"}[30s]))')
          and not values("sum by (nothing) (rate(http_server_request_duration_seconds_count[30s]))", ["nothing"]))


def check_counts():
    calls = number("sum(http_server_request_duration_seconds_count)")
    # A client that has left may have done so before there was a call. The agents of the example call by themselves: six times for each question.
    least, most = told["calls"] - told["statuses"].get("broken", 0), told["calls"] + 6 * told["asked"]
    state(f"Prometheus has {calls:.0f} calls, of {least} that were answered and {most} that were made", least <= calls <= most)
    if told["asked"]:
        state(f"the agents have helped {told['helped']} of {told['asked']} customers", told["helped"] > 0)


check_the_check()
check_counts()
check_variables()
check_queries()
check_exemplars()
sys.exit(failures > 0)
