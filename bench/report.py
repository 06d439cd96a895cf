"""Writes the report of one run of bench/run: python3 report.py DIRECTORY REPORT.

DIRECTORY/rounds.txt has a line for each round: phase, number, variant, requests, microseconds, errors,
microseconds of CPU, kB resident now and at most. exported.txt has the bytes of spans that each variant sent.
"""

import sys
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import NamedTuple


class Round(NamedTuple):
    requests: int
    seconds: float
    errors: int
    cpu: float
    resident: float
    peak: float

    @property
    def cpu_per_request(self):
        return self.cpu / self.requests

    @property
    def requests_per_second(self):
        return self.requests / self.seconds


def main(directory, report):
    measured, requests = read_rounds(directory / "rounds.txt")
    exported = dict(line.split() for line in (directory / "exported.txt").read_text().splitlines())
    failed = [name for name, rounds in measured.items() if any(each.errors for each in rounds)]

    lines = ["# nginx and Lintel before the same provider", ""]
    lines += ["; ".join((directory / "facts.txt").read_text().splitlines()) + ".", ""]
    lines += [
        "| process | CPU per request, us | to nginx | requests/s | to nginx | resident, MiB | peak, MiB "
        "| errors | spans sent, bytes per request |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, rounds in measured.items():
        lines.append(row(name, rounds, measured["nginx"], int(exported.get(name, 0)) / requests[name]))
    lines += [
        "",
        "Medians over the rounds, least and most in brackets; each ratio is taken within a round. "
        "lintel-*-off: `OTEL_SDK_DISABLED=true`; -0 and -100: `TRACING_RANDOM_SAMPLING`, with a live OTLP/HTTP receiver. "
        "Provider, receiver, wrk and all variants share the machine.",
    ]
    if directory.name == "stream":
        lines += ["", "An event stream leaves the provider in one piece: this is the cost of its bytes, not of its pieces."]
    if failed:
        lines += ["", f"**Errors in {', '.join(failed)}: these figures do not count.**"]
    report.write_text("\n".join(lines) + "\n")
    print(report.read_text())
    return 1 if failed else 0


def read_rounds(file):
    """The measured rounds of each variant, and all the requests that it answered, warm-up included."""
    measured, requests = defaultdict(list), defaultdict(int)
    for line in file.read_text().splitlines():
        phase, _, name, *numbers = line.split()
        count, micros, errors, cpu, resident, peak = map(int, numbers)
        if count == 0:
            sys.exit(f"bench/run: {name} answered nothing in a round")
        requests[name] += count
        if phase == "measured":
            measured[name].append(Round(count, micros / 1e6, errors, cpu, resident / 1024, peak / 1024))
    return measured, requests


def row(name, rounds, nginx, exported):
    cells = [
        name,
        spread([each.cpu_per_request for each in rounds], 1),
        spread([each.cpu_per_request / other.cpu_per_request for each, other in zip(rounds, nginx)], 2),
        spread([each.requests_per_second for each in rounds], 0),
        spread([each.requests_per_second / other.requests_per_second for each, other in zip(rounds, nginx)], 2),
        spread([each.resident for each in rounds], 0),
        f"{max(each.peak for each in rounds):.0f}",
        str(sum(each.errors for each in rounds)),
        f"{exported:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def spread(values, digits):
    if max(values) == min(values):
        return f"{values[0]:.{digits}f}"
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}-{max(values):.{digits}f})"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
