"""Draws the dashboard's panels of what Prometheus answers, each where and as the dashboard says.

usage: picture.py PROMETHEUS SECONDS INTERVAL PNG

It is no Grafana: it knows the kinds of panels that lintel.json has, as far as one reads them, and nothing else.
"""

import io
import json
import math
import re
import sys
import time
import urllib.parse
import urllib.request
from datetime import datetime, timezone

import matplotlib

matplotlib.use("Agg")
import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
from dashboard import panels, substituted, whole
from PIL import Image

prometheus, seconds, interval, to = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
end = time.time()
start = end - seconds
INK, DIM, PAPER, PANEL, GRID = "#d8d9da", "#8e9297", "#111217", "#181b1f", "#2c3235"
COLOURS = ["#73bf69", "#f2cc0c", "#8ab8ff", "#ff780a", "#f2495c", "#5794f2", "#b877d9", "#37872d", "#e0b400", "#c4162a", "#a352cc", "#96d98d"]
NAMED = {"green": "#73bf69", "orange": "#ff9830", "red": "#f2495c"}
plt.rcParams.update({"font.size": 7.5, "text.color": INK, "axes.labelcolor": DIM, "xtick.color": DIM, "ytick.color": DIM,
                     "axes.edgecolor": GRID, "font.family": "DejaVu Sans"})


def get(path, **parameters):
    with urllib.request.urlopen(f"{prometheus}/api/v1/{path}?{urllib.parse.urlencode(parameters)}", timeout=60) as answer:
        return json.load(answer)["data"]


def legend(target, labels):
    text = target.get("legendFormat", "")
    if not text:
        return ", ".join(labels.values()) or "value"
    return re.sub(r"\{\{\s*(\w+)\s*}}", lambda name: labels.get(name.group(1), "none"), text).strip()


def series(panel):
    """Name, times and values of all that a panel's queries answer."""
    for target in panel["targets"]:
        found = get("query_range", query=substituted(target["expr"], seconds, interval), start=start, end=end, step=interval)
        for one in sorted(found["result"], key=lambda one: sorted(one["metric"].items())):
            times = [datetime.fromtimestamp(float(at), timezone.utc) for at, _ in one["values"]]
            yield legend(target, one["metric"]), times, np.array([float(value) for _, value in one["values"]])


def number(value, unit, decimals=None):
    if not math.isfinite(value):
        return "-"
    if unit == "percentunit":
        return f"{value * 100:.{1 if decimals is None else decimals}f}%"
    if unit == "s":
        for factor, name in ((1, "s"), (1e3, "ms"), (1e6, "µs")):
            if abs(value) * factor >= 1 or name == "µs":
                return f"{value * factor:.3g} {name}" if value else "0 s"
    if unit == "bytes":
        for factor, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
            if abs(value) >= factor:
                return f"{value / factor:.3g} {name}"
        return f"{value:.0f} B"
    if unit == "currencyUSD":
        return f"${value:,.2f}" if abs(value) >= 0.01 or value == 0 else f"${value:.2g}"
    if decimals is None and abs(value) >= 1000:
        decimals = 0
    text = f"{value:,.{decimals}f}" if decimals is not None else f"{value:,.3g}"
    return f"{text}/s" if unit in ("reqps", "ops") else text


def of_time(axes):
    axes.set_xlim(datetime.fromtimestamp(start + interval * 4, timezone.utc), datetime.fromtimestamp(end, timezone.utc))
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%H:%M"))
    axes.xaxis.set_major_locator(mdates.AutoDateLocator(minticks=3, maxticks=6))
    axes.grid(color=GRID, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)


def exemplars(panel):
    """When, and how long: those that the queries' histograms bring along."""
    found = []
    for expression in {target["expr"].replace("0.5,", "0.95,").replace("0.99,", "0.95,") for target in panel["targets"] if target.get("exemplar")}:
        for one in get("query_exemplars", query=substituted(expression, seconds, interval), start=start, end=end):
            found += [(float(exemplar["timestamp"]), float(exemplar["value"])) for exemplar in one["exemplars"]]
    found.sort()
    return found[:: max(1, len(found) // 80)]


def draw_timeseries(axes, panel):
    custom = panel["fieldConfig"]["defaults"].get("custom", {})
    unit = panel["fieldConfig"]["defaults"]["unit"]
    shown = list(series(panel))
    if custom.get("stacking"):
        every = sorted({at for _, times, _ in shown for at in times})
        layers = []
        for _, times, values in shown:
            known = dict(zip(times, values))
            layers.append([known.get(at, 0) if math.isfinite(known.get(at, 0)) else 0 for at in every])
        if layers:
            axes.stackplot(every, layers, colors=COLOURS, alpha=0.75, linewidth=0)
    else:
        for colour, (_, times, values) in zip(COLOURS * 3, shown):
            axes.plot(times, values, color=colour, linewidth=1.1)
            if len(shown) <= 2:
                axes.fill_between(times, values, 0, color=colour, alpha=0.08, linewidth=0)
    points = exemplars(panel)
    if points:
        top = axes.get_ylim()[1]
        inside = [(datetime.fromtimestamp(at, timezone.utc), value) for at, value in points if value <= top]
        axes.scatter([at for at, _ in inside], [value for _, value in inside], s=7, marker="D", color="#e66bd7", alpha=0.8, linewidth=0, zorder=3)
    of_time(axes)
    if "min" in panel["fieldConfig"]["defaults"]:
        axes.set_ylim(bottom=panel["fieldConfig"]["defaults"]["min"])
    axes.yaxis.set_major_locator(plt.MaxNLocator(4))
    axes.yaxis.set_major_formatter(lambda value, _: number(value, unit))
    handles = [plt.Line2D([], [], color=colour, linewidth=2) for colour, _ in zip(COLOURS * 3, shown)]
    axes.legend(handles, [name for name, _, _ in shown], loc="upper left", bbox_to_anchor=(-0.02, -0.13), ncols=4 if len(shown) > 3 else 3,
                fontsize=6.2, frameon=False, labelcolor=INK, handlelength=1, columnspacing=1, borderpad=0, labelspacing=0.25)


def draw_stat(axes, panel):
    defaults = panel["fieldConfig"]["defaults"]
    found = next(iter(series(panel)), None)
    axes.axis("off")
    if not found:
        axes.text(0.5, 0.5, defaults.get("noValue", "none"), ha="center", va="center", fontsize=17, color=DIM, transform=axes.transAxes)
        return
    _, times, values = found
    last = values[np.isfinite(values)][-1]
    colour = "green"
    for step in defaults["thresholds"]["steps"]:
        if step["value"] is None or last >= step["value"]:
            colour = step["color"]
    lower = axes.inset_axes([-0.06, -0.12, 1.12, 0.42])
    lower.axis("off")
    lower.fill_between(range(len(values)), np.nan_to_num(values), color=NAMED[colour], alpha=0.25, linewidth=0)
    lower.plot(range(len(values)), values, color=NAMED[colour], linewidth=1)
    axes.text(0.5, 0.66, number(last, defaults["unit"], defaults.get("decimals")), ha="center", va="center", fontsize=18,
              fontweight="bold", color=NAMED[colour], transform=axes.transAxes)


def draw_state_timeline(axes, panel):
    shown = list(series(panel))
    steps = panel["fieldConfig"]["defaults"]["thresholds"]["steps"]
    for row, (name, times, values) in enumerate(shown):
        at = mdates.date2num(times)
        for step in steps:
            low = -1 if step["value"] is None else step["value"]
            high = min([other["value"] for other in steps if other["value"] is not None and other["value"] > low] or [math.inf])
            spans = [(left, interval / 86400) for left, value in zip(at, values) if low <= value < high]
            axes.broken_barh(spans, (row + 0.15, 0.7), facecolors=NAMED[step["color"]], alpha=0.85, linewidth=0)
    axes.set_yticks([row + 0.5 for row in range(len(shown))], [name for name, _, _ in shown])
    axes.set_ylim(0, max(1, len(shown)))
    of_time(axes)
    axes.grid(False)
    handles = [plt.Rectangle((0, 0), 1, 1, color=NAMED[step["color"]]) for step in steps]
    axes.legend(handles, ["closed", "half open", "open"], loc="upper left", bbox_to_anchor=(-0.02, -0.13), ncols=3, fontsize=6.2,
                frameon=False, labelcolor=INK, handlelength=1, borderpad=0)


def draw_heatmap(axes, panel):
    buckets = {float(name): values for name, _, values in series(panel)}
    times = next(series(panel))[1]
    bounds = sorted(buckets)
    rows = np.diff(np.vstack([np.zeros(len(times))] + [np.nan_to_num(buckets[bound])[-len(times):] for bound in bounds]), axis=0)
    used = [row for row in range(len(bounds)) if rows[row].max() > 0]
    rows, bounds = rows[used[0] : used[-1] + 1], bounds[used[0] : used[-1] + 1]
    axes.pcolormesh(mdates.date2num(times), range(len(bounds)), np.where(rows > 0.01, rows, np.nan) ** 0.5, cmap="Oranges_r", shading="nearest")
    axes.set_yticks(range(len(bounds)), [number(bound, "s") if math.isfinite(bound) else "more" for bound in bounds])
    of_time(axes)
    axes.grid(False)


def draw_table(axes, panel):
    organized = next(one["options"] for one in panel["transformations"] if one["id"] == "organize")
    columns = organized["renameByName"]
    labels = [column for column in columns if not column.startswith("Value #")]
    rows = {}
    for index, target in enumerate(panel["targets"]):
        for one in get("query", query=substituted(target["expr"], seconds, interval), time=end)["result"]:
            row = rows.setdefault(tuple(one["metric"].get(label, "") for label in labels), {})
            row[f"Value #{chr(65 + index)}"] = float(one["value"][1])
    lines = [list(columns.values())]
    for named, row in sorted(rows.items(), key=lambda one: -one[1].get("Value #A", 0)):
        numbers = [number(row.get(column, math.nan), "currencyUSD" if columns[column] == "Cost" else "short", None if columns[column] == "Cost" else 0)
                   for column in columns if column.startswith("Value #")]
        lines.append([*named, *numbers])
    axes.axis("off")
    for row, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            left = column < len(labels)
            place = (0.0, 0.3, 0.55, 0.69)[column] if len(labels) == len(columns) else (0.0, 0.56, 0.79, 1.0)[column]
            axes.text(place, 1 - row * 0.14, cell, ha="left" if left else "right", va="top", color=INK if row else DIM,
                      fontsize=7.5 if len(labels) == 1 else 6, transform=axes.transAxes)


DRAW = {"timeseries": draw_timeseries, "stat": draw_stat, "state-timeline": draw_state_timeline, "heatmap": draw_heatmap, "table": draw_table}
CELL, ROW = 0.72, 0.36
height = max(panel["gridPos"]["y"] + panel["gridPos"]["h"] for panel in whole["panels"])
figure = plt.figure(figsize=(24 * CELL, height * ROW + 0.7), facecolor=PAPER)
wide, high = figure.get_size_inches()


def place(panel, left=0.0, bottom=0.0, right=0.0, top=0.0):
    grid = panel["gridPos"]
    return [(grid["x"] * CELL + left) / wide, 1 - ((grid["y"] + grid["h"]) * ROW + 0.7 - bottom) / high,
            (grid["w"] * CELL - left - right) / wide, (grid["h"] * ROW - bottom - top) / high]


figure.text(0.1 / wide, 1 - 0.3 / high, whole["title"], fontsize=15, fontweight="bold", va="center")
figure.text(1 - 0.1 / wide, 1 - 0.3 / high, f"{datetime.fromtimestamp(start, timezone.utc):%H:%M} to {datetime.fromtimestamp(end, timezone.utc):%H:%M} UTC",
            fontsize=9, color=DIM, ha="right", va="center")
for panel in whole["panels"]:
    x, y, w, h = place(panel)
    if panel["type"] == "row":
        figure.text(x + 0.1 / wide, y + h / 2, panel["title"], fontsize=10, fontweight="bold", va="center")
        continue
    box = place(panel, 0.04, 0.04, 0.04, 0.04)
    figure.patches.append(plt.Rectangle((box[0], box[1]), box[2], box[3], transform=figure.transFigure, facecolor=PANEL, edgecolor=GRID, linewidth=0.8,
                                        zorder=-1))
    figure.text(x + 0.14 / wide, y + h - 0.18 / high, panel["title"], fontsize=8.5, va="center")
    kind = panel["type"]
    margins = {"stat": (0.14, 0.12, 0.14, 0.34), "table": (0.2, 0.2, 0.2, 0.45),
               "state-timeline": (0.9, 0.55, 0.2, 0.4), "heatmap": (0.75, 0.3, 0.2, 0.4)}.get(kind, (0.75, 0.78, 0.2, 0.4))
    axes = figure.add_axes(place(panel, *margins), facecolor=PANEL)
    for side in axes.spines.values():
        side.set_visible(False)
    DRAW[kind](axes, panel)
drawn = io.BytesIO()
figure.savefig(drawn, dpi=75, facecolor=PAPER)
# A palette does: a third of the bytes.
Image.open(drawn).convert("RGB").quantize(256).save(to, optimize=True)
print(f"drawn   {to}")
