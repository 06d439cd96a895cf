#!/usr/bin/env python3
"""Writes RESULTS.md and its pictures from the results of bench/run: bench/report.py RESULTS.JSON DIRECTORY.

Results of bench/shutdown, bench/backends, bench/streams, bench/overload, bench/soak and bench/chaos that stand beside that file become sections of it.
"""

import json
import sys
from pathlib import Path
from statistics import median

import long_report
from charts import bars


BIG = ("answer", "prompt")


def main(file, directory):
    write(json.loads(file.read_text()), directory, file.parent)
    print(directory / "RESULTS.md")


def write(results, directory, others):
    """The text, which is written to the directory with the pictures beside it; `others` has the results that are not of bench/run."""
    pictures = directory / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    for old in pictures.glob("*.svg"):
        old.unlink()

    def picture(name, title, unit, values, digits=1):
        (pictures / f"{name}.svg").write_text(bars(title, unit, values, digits))
        return [f"![{title}](pictures/{name}.svg)", ""]

    lines = ["# Results", "", "Written by `bench/report.py` from the results of one run of `bench/run`; "
             "what the figures mean is in [README.md](README.md).", ""]
    lines += conditions(results) + worse(results)
    for workload in results["workloads"]:
        lines += section(workload, picture)
    lines += tls_cost(results) + allocation(results.get("allocation", {}), picture)
    lines += long_report.sections(others, table)
    text = "\n".join(lines).rstrip() + "\n"
    (directory / "RESULTS.md").write_text(text)
    return text


def conditions(results):
    machine, options = results["machine"], results["options"]
    facts = [
        ("machine", f"{machine['cores']} cores ({machine['processor']}), {machine['memory_gib']} GiB, {machine['system']}; "
                    "provider, collector, load and the process under measurement share it"),
        ("Lintel", f"`{results['lintel']}`"), *results["versions"].items(),
        ("command", f"`{results['command']}`"),
        ("rounds", f"{options['rounds']} of {options['seconds']} s over {options['connections']} connections, "
                   f"the processes one after the other in each round, after {options['warm_up']:,} calls to each JVM "
                   "(a quarter of them for 100 kB)"),
        ("date", f"{results['date']}; the run took {results['minutes']} minutes"),
    ]
    lines = table(["", ""], [[name, value] for name, value in facts])
    if results["left_out"]:
        lines += ["Left out:", ""] + [f"* {what}: {why}" for what, why in results["left_out"].items()] + [""]
    cold = [f"{name} ({workload['title']})" for workload in results["workloads"] for name, calls in workload["warm_up"].items()
            if name.startswith("lintel-jvm") and calls < (100_000 if workload["key"].startswith(BIG) else 400_000)]
    if cold:
        lines += [f"**Not warm: {', '.join(cold)}. Before some 330,000 calls a JVM has not compiled all of a call.**", ""]
    failed = errors(results)
    if failed:
        lines += [f"**Errors in {', '.join(failed)}: these figures do not count.**", ""]
    return lines


def errors(results):
    """The processes that failed a call, in the rounds of load or of latency."""
    return [f"{name} ({workload['title']})" for workload in results["workloads"] for name in workload["subjects"]
            if any(each.get("errors") for kind in ("rounds", "latency") for each in workload.get(kind, {}).get(name, []))]


def worse(results):
    """Each figure of Lintel beside the best of all others, where that is better."""
    found = []
    for workload in results["workloads"]:
        for title, values in figures(workload):
            others = {name: value for name, value in values.items() if not name.startswith(("lintel", "provider"))}
            ours = {name: value for name, value in values.items() if name.startswith("lintel")}
            for packaging in ("jvm", "native"):
                mine = {name: value for name, value in ours.items() if name.startswith(f"lintel-{packaging}")}
                better = [name for name, value in others.items() if mine and value < max(mine.values())]
                if better:
                    worst, best = max(mine, key=mine.get), min(better, key=others.get)
                    found.append([f"{title}, {workload['title']}", worst, number(mine[worst]), best, number(others[best]),
                                  f"{mine[worst] / others[best]:.2f}" if others[best] > 0 else "-",
                                  ", ".join(name for name in better if name != best)])
    if not found:
        return []
    return ["## Where Lintel is worse", "",
            "The worst variant of each packaging beside the best of the others, wherever that is better. nginx only relays: "
            "it reads no body, keeps no figure and writes no line for a call.", ""] + table(
        ["what", "worst of Lintel", "figure", "best of the others", "figure", "times", "also better"], found)


def figures(workload):
    """What is better when it is less, by name of the process."""
    rounds = workload["rounds"]
    yield "CPU for each call, us", {name: median(map(cpu, each)) for name, each in rounds.items()}
    yield "memory, MiB", {name: median(one["resident_kb"] / 1024 for one in each) for name, each in rounds.items()}
    for kind, title in (("latency", "one connection"), ("pieces", "delay of a piece")):
        for share in ("p50", "p99"):
            if kind in workload:
                yield f"{title}, {share}, us", middle(workload[kind], share)
    if "syscalls" in workload:
        yield "system calls for each call", {name: each["many"]["all"] for name, each in workload["syscalls"].items()}


def section(workload, picture):
    rounds, key, title = workload["rounds"], workload["key"], workload["title"]
    lines = [f"## {title[0].upper()}{title[1:]}", ""]
    lines += picture(f"cpu-{key}", "CPU for each call", "to nginx of the same round, median",
                     {name: median(ratios(each, rounds["nginx"], cpu)) for name, each in rounds.items()}, 2)
    rows = [load_row(name, each, rounds["nginx"], workload) for name, each in rounds.items()]
    lines += table(["process", "CPU for each call, us", "to nginx", "calls/s", "to nginx", "resident, MiB", "peak, MiB", "errors",
                    "new connections to the provider", "spans sent, bytes for each call"], rows)
    if "latency" in workload:
        lines += ["One connection, one call after the other:", ""]
        lines += picture(f"latency-{key}", "Latency at one connection", "p50, us", middle(workload["latency"], "p50"), 0)
        lines += table(["process", "p50, us", "p99, us"], percentiles(workload["latency"]))
    if "pieces" in workload:
        lines += ["From the provider's write of a piece to the client's read of it, a piece every 5 ms:", ""]
        lines += picture(f"pieces-{key}", "Delay of a streamed piece", "p50, us", middle(workload["pieces"], "p50"), 0)
        lines += table(["process", "p50, us", "p99, us"], percentiles(workload["pieces"]))
    if "syscalls" in workload:
        lines += ["System calls for each call, at one connection and at many (futex calls are among them):", ""]
        lines += table(["process", "one: all", "one: futex", "many: all", "many: futex", "at many, by name"],
                       [syscall_row(name, each) for name, each in workload["syscalls"].items()])
    return lines


def load_row(name, rounds, nginx, workload):
    exported = workload["exported"].get(name)
    return [name, spread([cpu(each) for each in rounds], 1), spread(ratios(rounds, nginx, cpu), 2),
            spread([speed(each) for each in rounds], 0), spread(ratios(rounds, nginx, speed), 2),
            spread([each["resident_kb"] / 1024 for each in rounds], 0), f"{max(each['peak_kb'] for each in rounds) / 1024:.0f}",
            str(sum(each["errors"] for each in rounds)), spread([each["provider_connections"] for each in rounds], 0),
            "-" if exported is None else f"{exported:.0f}"]


def percentiles(found):
    return [[name, spread([each["p50"] for each in rounds], 0), spread([each["p99"] for each in rounds], 0)]
            for name, rounds in found.items()]


def syscall_row(name, found):
    one, many = found["one"], found["many"]
    by_name = ", ".join(f"{call} {count:.2f}" for call, count in list(many["by_name"].items())[:6])
    return [name, f"{one['all']:.2f}", f"{one['futex']:.2f}", f"{many['all']:.2f}", f"{many['futex']:.2f}", by_name]


def tls_cost(results):
    """What TLS to the provider adds to the same workload without it, in one run."""
    by_key = {workload["key"]: workload for workload in results["workloads"]}
    rows = []
    for key, tls in by_key.items():
        plain = by_key.get(key.replace("-tls", "-plain"))
        if plain is None or plain is tls:
            continue
        for name in tls["subjects"]:
            if name in plain["rounds"]:
                before, after = (median(map(cpu, each["rounds"][name])) for each in (plain, tls))
                rows.append([plain["title"], name, f"{before:.1f}", f"{after:.1f}", f"{after - before:+.1f}"])
    if not rows:
        return []
    return ["## What TLS adds", "", "CPU for each call, us; TLS 1.3, the connections kept. The two were measured one after "
            "the other, not in alternating rounds.", ""] + table(["", "process", "plain", "TLS", "more"], rows)


def allocation(found, picture):
    if not found:
        return []
    names = {key: f"{name}, {'SDK disabled' if tracing == 'off' else f'sampling {tracing}'}"
             for key in found for name, tracing in [key.split(", ")]}
    values = {names[key]: each["bytes"] / 1000 for key, each in found.items()}
    rows = [[names[key], f"{each['bytes'] / 1000:.1f}", f"{each['calls']:,}"] for key, each in found.items()]
    return ["## Allocation on the JVM", "", *picture("allocation", "Allocated for each call", "kB", values),
            *table(["", "kB for each call", "calls"], rows)]


def cpu(each):
    return each["cpu_micros"] / max(each["requests"], 1)


def speed(each):
    return each["requests"] * 1e6 / each["micros"]


def ratios(rounds, others, figure):
    return [figure(each) / figure(other) for each, other in zip(rounds, others)]


def middle(found, share):
    return {name: median(each[share] for each in rounds) for name, rounds in found.items()}


def spread(values, digits):
    if max(values) == min(values):
        return f"{values[0]:.{digits}f}"
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


def number(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}"


def table(head, rows):
    first, *rest = head
    return [f"| {' | '.join(head)} |", f"| --- |{' ---: |' * len(rest)}" if first or rest != [""] else "| --- | --- |",
            *(f"| {' | '.join(row)} |" for row in rows), ""]


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
