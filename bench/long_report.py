"""Sections of RESULTS.md about bench/soak, bench/chaos, bench/overload and bench/streams, of those of which there are results."""

import json

NAMES = {"jvm": "jar", "native": "executable"}


def sections(directory, table):
    """Of the files that are there; `table` writes one."""
    lines = []
    for name, section in (("soak", soak), ("chaos", chaos), ("overload", overload), ("streams", streams)):
        file = directory / f"{name}.json"
        if file.exists():
            lines += section(json.loads(file.read_text()), table)
    return lines


def soak(found, table):
    lines = ["## Hours of traffic", "", "`bench/soak`; the first fifth after the warm-up beside the last fifth, medians.", ""]
    rows = []
    for packaging, each in found.items():
        first, last = each["first"], each["last"]
        rows.append([NAMES[packaging], f"{each['minutes']:g}", f"{each['rate']:.0f}", f"{each['reached']:,}", f"{each['servers']:,}",
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
