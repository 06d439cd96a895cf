"""What bench/chaos, bench/soak, bench/overload and bench/streams have in common as commands: options, limits and results."""

import json
import os
import resource
import sys
from datetime import datetime, timezone
from statistics import median

from subjects import ROOT


def most_descriptors():
    """Raises the limit of descriptors of this process and of those that it starts, as far as it may; what it is."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def packaging_options(parser):
    parser.add_argument("--jvm", action="store_true", help="the jar LINTEL_JAR, else target/quarkus-app/quarkus-run.jar")
    parser.add_argument("--native", action="store_true", help="the executable LINTEL_EXECUTABLE, else target/lintel")
    parser.add_argument("--java-options", default="", help="options for the JVM, in one argument")


def packaging(options):
    return "native" if options.native or "LINTEL_EXECUTABLE" in os.environ and not options.jvm else "jvm"


def write(name, packaging, results):
    """The results of one packaging, beside those of the other, as target/bench/NAME.json."""
    file = ROOT / f"target/bench/{name}.json"
    found = json.loads(file.read_text()) if file.exists() else {}
    found[packaging] = {"date": datetime.now(timezone.utc).strftime("%Y-%m-%d"), **results}
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(found, indent=1) + "\n")
    print(file)


def end(name, packaging, results, faults):
    """Writes the results, and ends with 1 where something does not hold."""
    write(name, packaging, {**results, "faults": faults})
    for fault in faults:
        print(f"does not hold: {fault}")
    sys.exit(1 if faults else 0)


def share(values, part):
    """The value that so much of all is below; nothing of none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))] if ordered else None


def middle(values):
    return median(values) if values else None
