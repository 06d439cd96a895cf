"""What deploy/grafana/lintel.json asks, as Grafana would ask it."""

import json
import re
from pathlib import Path

DASHBOARD = Path(__file__).resolve().parents[2] / "deploy" / "grafana" / "lintel.json"
whole = json.loads(DASHBOARD.read_text())


def panels():
    """Those that show something: all but the headings of rows."""
    return [panel for panel in whole["panels"] if panel["type"] != "row"]


def queries(panel):
    """What each is called, the query, and the labels by which its series are told apart."""
    for target in panel["targets"]:
        named = target.get("legendFormat", "")
        labels = set(re.findall(r"{{(\w+)}}", named)) - {"le"}
        if target.get("format") == "table":
            labels = set(re.search(r"by \(([^)]*)\)", target["expr"]).group(1).split(", "))
        yield named if len(panel["targets"]) > 1 else "", target["expr"], labels


def variables():
    """Those whose values are read from Prometheus: name, selector of series, label."""
    return [(one["name"], *re.fullmatch(r"label_values\((.*), (\w+)\)", one["definition"]).groups())
            for one in whole["templating"]["list"] if one["type"] == "query"]


def substituted(expression, seconds, interval):
    """With all of every variable, over the whole time."""
    names = "|".join(one["name"] for one in whole["templating"]["list"])
    expression = expression.replace("$__rate_interval", f"{max(4 * interval, 10)}s").replace("$__range", f"{seconds}s")
    return re.sub(rf"\$({names})\b", ".*", expression)
