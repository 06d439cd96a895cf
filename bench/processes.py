"""The processes of a run: started, looked at by /proc, and stopped, so that none outlives it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
running = []


class Failed(Exception):
    """What was asked cannot be measured; the message names why."""


class Process:
    """A program with a directory and an environment of its own: no other configuration is found."""

    def __init__(self, name, command, directory, environment=None):
        self.name = name
        directory.mkdir(parents=True, exist_ok=True)
        self.log = directory / "log"
        kept = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
        with open(self.log, "wb") as log:
            self.started = subprocess.Popen(
                [str(word) for word in command], cwd=directory, env={**kept, **(environment or {})},
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        running.append(self)

    @property
    def pid(self):
        return self.started.pid

    def alive(self):
        return self.started.poll() is None

    def family(self):
        """The process and all below it: nginx works in its child processes."""
        found, waiting = [], [self.pid]
        while waiting:
            each = waiting.pop()
            found.append(each)
            for task in Path(f"/proc/{each}/task").glob("*/children"):
                waiting += map(int, task.read_text().split())
        return found

    def cpu_micros(self):
        """User and kernel time of all threads. Fields are counted after the name, which may hold blanks."""
        ticks = 0
        for each in self.family():
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(") ")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks * 1_000_000 // TICKS_PER_SECOND

    def kilobytes(self, key):
        total = 0
        for each in self.family():
            for line in Path(f"/proc/{each}/status").read_text().splitlines():
                if line.startswith(key + ":"):
                    total += int(line.split()[1])
        return total

    def stop(self):
        """SIGTERM, then SIGKILL to what is there after 30 s."""
        family = self.family() if self.alive() else []
        self.started.terminate()
        try:
            self.started.wait(30)
        except subprocess.TimeoutExpired:
            print(f"bench: {self.name} did not leave on SIGTERM and was killed", file=sys.stderr)
            for each in family:
                if Path(f"/proc/{each}").exists():
                    os.kill(each, signal.SIGKILL)
            self.started.wait()
        running.remove(self)

    def kill(self):
        """SIGKILL, as a crash."""
        self.started.kill()
        self.started.wait()
        running.remove(self)


def leave_on_signals():
    """So that what is to be stopped at the end is stopped."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))


def stop_all():
    for process in reversed(list(running)):
        process.stop()


def nginx(name, work):
    """One of the configurations beside this file. As root, workers would be a user that owns nothing there."""
    directory = work / name
    (directory / "temp").mkdir(parents=True, exist_ok=True)
    shutil.copy(HERE / f"{name}.conf", directory / "nginx.conf")
    user = [] if os.geteuid() else ["-g", "user root;"]
    return Process(name, ["nginx", "-p", f"{directory}/", "-c", "nginx.conf", "-e", "stderr", *user], directory)


def certificate(work, keytool):
    """A certificate of the provider's own (ECDSA, P-256), and a trust store that has it and nothing else."""
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
        "-keyout", work / "key.pem", "-out", work / "certificate.pem")
    run(keytool, "-importcert", "-noprompt", "-alias", "provider", "-file", work / "certificate.pem",
        "-keystore", work / "trust.p12", "-storetype", "PKCS12", "-storepass", "changeit")


def run(*command):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"{command[0]} failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def wait_until(condition, seconds):
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
