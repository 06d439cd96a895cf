"""Keeps what came of a run in results.json, of which page makes docs/conformance.md.

    keep.py RUN KEY=VALUE...
"""

import datetime
import json
import pathlib
import sys

RESULTS = pathlib.Path(__file__).with_name("results.json")


def main():
    name, *pairs = sys.argv[1:]
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    values = dict(pair.split("=", 1) for pair in pairs)
    values = {key: int(value) if value.isdigit() else value for key, value in values.items()}
    values["date"] = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    results[name] = values
    RESULTS.write_text(json.dumps(results, indent=2, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
