"""Says how many streams Lintel has counted by their outcome while a client ran, and whether that is right.

usage: check.py NAME OUTCOME COUNT URL COMMAND...
"""

import re
import subprocess
import sys
import time
import urllib.request

name, outcome, count, url = sys.argv[1:5]
count = int(count)


def outcomes():
    with urllib.request.urlopen(url + "/q/metrics") as answer:
        lines = answer.read().decode()
    found = re.findall(r'^lintel_streams_ended_total\{[^}]*lintel_outcome="(\w+)"[^}]*} ([0-9.e+]+)', lines, re.M)
    return {key: int(float(value)) for key, value in found}


before = outcomes()
subprocess.run(sys.argv[5:], check=True)
for _ in range(100):
    grown = {key: value - before.get(key, 0) for key, value in outcomes().items() if value > before.get(key, 0)}
    if sum(grown.values()) >= count:
        break
    time.sleep(0.1)
right = grown == {outcome: count}
print("passed " if right else "failed ", f"{name}: {grown.get(outcome, 0)} of {count} {outcome}", "" if right else grown)
sys.exit(not right)
