"""Sections of RESULTS.md about what bench/soak, bench/chaos and their like have found, of those of which there are results."""

import json
from statistics import median

from otlp import SPANS_OF_A_CALL

NAMES = {"jvm": "jar", "native": "executable"}


def sections(directory, table):
    """Of the files that are there; `table` writes one."""
    lines = []
    for section in (shutdown, backends, streams, overload, soak, chaos):
        file = directory / f"{section.__name__}.json"
        if file.exists():
            lines += section(json.loads(file.read_text()), table)
    return lines


def shutdown(found, table):
    lines, rows = ["## The way out", ""], []
    for packaging, each in found.items():
        for slow in sorted({row["backend_seconds"] for row in each["rows"]}):
            runs = [row for row in each["rows"] if row["backend_seconds"] == slow]
            rows.append([NAMES[packaging], f"{slow:g}", str(len(runs)),
                         *(f"{sum(row[name] for row in runs):,}" for name in ("answered", "broken", "spans")),
                         f"{sum(SPANS_OF_A_CALL * row['answered'] - row['spans'] for row in runs):,}",
                         f"{median(row['seconds'] for row in runs):.1f}"])
    either = next(iter(found.values()))
    lines += [f"`bench/shutdown`: SIGTERM under {either['rate']:g} calls/s over {either['connections']} connections that are kept.", ""]
    return lines + table(["", "the backend takes, s", "SIGTERMs", "answered", "broken", "spans out", "lost", "gone after, s"],
                         rows) + told(found)


def backends(found, table):
    lines = ["## Backends that fail", ""]
    for packaging, each in found.items():
        lines += [f"`bench/backends --{packaging}`: {each['rate']:g} calls/s, {each['seconds']:g} s with each backend "
                  f"({each['date']}).", ""]
        rows = [[row["backend"], f"{row['healthy_p50_ms']:.2f}", f"{row['p50_ms']:.2f}", f"{row['broken']:,}", str(row["warnings"]),
                 str(row["errors"]), f"{row['dropped']:,}", figure(row["recovered_seconds"])] for row in each["rows"]]
        lines += table(["backend", "p50 before, ms", "p50, ms", "broken", "warnings", "errors", "spans dropped",
                        "spans again after, s"], rows)
    return lines + told(found)


def soak(found, table):
    lines = ["## Hours of traffic", "", "`bench/soak`; the first fifth after the warm-up beside the last fifth, medians.", ""]
    rows = []
    for packaging, each in found.items():
        first, last = each["first"], each["last"]
        rows.append([f"{NAMES[packaging]} {each['java_options']}".strip(), f"{each['minutes']:g}", f"{each['rate']:.0f}",
                     f"{each['reached']:,}", f"{each['servers']:,}",
                     *(f"{first[name]:.{digits}f} / {last[name]:.{digits}f}"
                       for name, digits in (("resident", 0), ("descriptors", 0), ("threads", 0), ("p50", 1), ("p99", 1)))])
    return lines + table(["", "minutes", "calls/s", "calls in", "SERVER spans out", "resident, MiB", "descriptors", "threads",
                          "p50, ms", "p99, ms"], rows) + told(found)


def chaos(found, table):
    columns = ("calls", "answered", "refused", "broken", "left", "spans", "lost")
    lines = ["## Faults", ""]
    for packaging, each in found.items():
        lines += [f"`bench/chaos --{packaging}`: {each['seconds']:g} s of faults for each seed, {each['calls_per_second']:g} calls/s "
                  f"({each['date']}).", ""]
        rows = [[str(seed["seed"]), *(f"{seed[name]:,}" for name in columns), str(len(seed["violations"]))] for seed in each["seeds"]]
        total = ["all", *(f"{sum(seed[name] for seed in each['seeds']):,}" for name in columns),
                 str(sum(len(seed["violations"]) for seed in each["seeds"]))]
        lines += table(["seed", *columns, "violations"], [*rows, total])
    return lines


def overload(found, table):
    lines = ["## Overload", ""]
    for packaging, each in found.items():
        lines += [f"`bench/overload --{packaging}`: `listener.max_calls` {each['max_calls']}, a provider that takes {each['takes']:g} s; "
                  f"saturated at {each['saturation']:.0f} calls/s ({each['date']}).", ""]
        rows = [[f"{row['times']} times", f"{row['offered']:.0f}", f"{row['goodput']:.0f}", f"{row['refused']:,}",
                 figure(row["refusal_ms"]), figure(row["refusal_p99_ms"]), f"{row['peak']:.0f}", f"{row['cpu_percent']:.0f}",
                 f"{row['health_ms']:.1f}", f"{row['health_longest_ms']:.1f}"] for row in each["rows"]]
        lines += table(["load", "calls/s begun", "answered/s", "refused", "a refusal, p50, ms", "p99, ms", "peak memory, MiB",
                        "CPU, % of a core", "health check, p50, ms", "longest, ms"], rows)
    return lines + told(found)


def streams(found, table):
    rows = [[NAMES[packaging], f"{each['streams']:,}", *(f"{each[name]:.0f}" for name in ("idle", "full")), f"{each['each_kib']:.1f}",
             f"{each['left']:.0f}", f"{each['chunk_seconds']:.2f}", f"{each['spans']:,}", f"{each['dropped']:,}"]
            for packaging, each in found.items()]
    return ["## Open streams", "", "`bench/streams`; memory before, with all streams open, and after they were cut together.", "",
            *table(["", "streams", "before, MiB", "open, MiB", "KiB each", "afterwards, MiB", "an event to each, s", "spans out",
                    "dropped"], rows), *told(found)]


def told(found):
    """What did not hold."""
    faults = [f"* {NAMES[packaging]}: {fault}" for packaging, each in found.items() for fault in each["faults"]]
    return ["Does not hold:", "", *faults, ""] if faults else []


def figure(value):
    return "-" if value is None else f"{value:.1f}"
