"""Runs coding agents and SDKs against Lintel with its demo provider, as docs/clients and README have it, and looks at their traces.

usage: check.py URL KEY WORK BINARIES CLIENT

URL is Lintel's, KEY its viewer's. WORK is a directory for what the client writes, BINARIES where its programs are. What the pages
say is taken from them word by word; only the port is another. Ends with 1 if something is not as it should be.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
ANSWER = "You said: “hello”."
ANSWER_TOKENS = 49
# Answers go at the pace of a model, and the machine may be busy.
PATIENCE_SECONDS = 120
VIEWER_PATIENCE_SECONDS = 20
CODEX = "docs/clients/codex.md"


class Facts:
    def __init__(self, client):
        self.client = client
        self.failed = False

    def check(self, what, holds, seen=""):
        if holds:
            print(f"passed  {self.client}: {what}")
        else:
            self.failed = True
            print(f"failed  {self.client}: {what}: {seen}")


class Viewer:
    """Lintel's viewer, as JSON. What was there before the client began is not looked at."""

    def __init__(self, url, key):
        self._url = url
        self._key = key
        self._before = set(self._ids())

    def get(self, path, form="application/json"):
        request = urllib.request.Request(
            self._url + path, headers={"authorization": f"Bearer {self._key}", "accept": form}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode()

    def _ids(self):
        traces = json.loads(self.get("/traces?where=service.name=lintel&limit=100"))["traces"]
        return [trace["trace_id"] for trace in traces]

    def new(self, turns):
        """The spans of the client's traces, once those of its turns are as many as is expected: they come as they end."""
        until = time.monotonic() + VIEWER_PATIENCE_SECONDS
        while True:
            ids = [trace for trace in self._ids() if trace not in self._before]
            traces = [json.loads(self.get(f"/traces/{trace}")) for trace in reversed(ids)]
            spans = [span for trace in traces for span in trace["spans"]]
            if len(turns_of(spans)) >= turns or time.monotonic() > until:
                return ids, spans
            time.sleep(0.1)


def servers_of(spans):
    of_lintel = [span for span in spans if span["service"] == "lintel" and span["kind"] == "server"]
    return sorted(of_lintel, key=lambda span: span["start"])


def turns_of(spans):
    """Without the openings of WebSockets."""
    return [span for span in servers_of(spans) if not span["name"].startswith("GET ")]


def below(spans, parent):
    return [span for span in spans if span["parent_span_id"] == parent["span_id"] and span["service"] == "lintel"]


class Run:
    """A client's run: how it is called, and what has come of it."""

    def __init__(self, url, work, binaries, client):
        self.url, self.work, self.binaries = url, pathlib.Path(work), binaries
        self.directory = self.work / client
        self.directory.mkdir(parents=True, exist_ok=True)
        # Agents look around in the project that they find themselves in: it is an empty one, and not this.
        subprocess.run(["git", "init", "--quiet", self.directory], check=True)
        self.output = self.errors = ""
        self.answer, self.tokens = ANSWER, ANSWER_TOKENS
        self.may_open_twice = False
        self.first = self.whole = 0.0

    def here(self, text):
        """What a page says, with this Lintel's address in place of that of the pages."""
        return text.replace("http://localhost:12000", self.url)

    def block(self, page, language, number=0):
        text = (ROOT / page).read_text(encoding="utf-8")
        return self.here(re.findall(rf"^```{language}\n(.*?)^```$", text, re.S | re.M)[number])

    def line(self, page, beginning):
        """The command of a page that begins so, with the lines that it goes on in."""
        text = (ROOT / page).read_text(encoding="utf-8")
        return self.here(re.search(rf"^{re.escape(beginning)}(?:.*\\\n)*.*$", text, re.M).group())

    def write(self, name, text):
        path = self.directory / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def call(self, *command, **environment):
        """Calls it without anything of this machine's user, and with a way to nowhere but this machine."""
        started = time.monotonic()
        with open(self.directory / "errors", "w", encoding="utf-8") as errors, subprocess.Popen(
            command,
            cwd=self.directory,
            env=self._environment() | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process:
            lines = []
            try:
                for line in process.stdout:
                    self.first = self.first or time.monotonic() - started
                    lines.append(line)
                self.status = process.wait(PATIENCE_SECONDS)
            finally:
                process.kill()
        self.whole = time.monotonic() - started
        self.output = "".join(lines)
        self.write("output", self.output)
        self.errors = (self.directory / "errors").read_text(encoding="utf-8")

    def _environment(self):
        nowhere = "http://127.0.0.1:9"
        return {
            "PATH": f"{self.binaries}:{os.environ['PATH']}",
            "HOME": str(self.directory / "home"),
            "LANG": "C.UTF-8",
            "HTTPS_PROXY": nowhere,
            "https_proxy": nowhere,
            "NO_PROXY": "127.0.0.1,localhost",
            "no_proxy": "127.0.0.1,localhost",
        }


# --- clients: each calls, and says what SERVER spans come of it, and what else it has seen -------------------------------


def claude(run):
    run.call("timeout", "100", "bash", "-c", run.line("README.md", "ANTHROPIC_BASE_URL="))
    return ["POST /v1/messages"]


def codex(run):
    """As README has it, over a WebSocket."""
    run.call("timeout", "100", "bash", "-c", run.line("README.md", "codex exec"), CODEX_HOME=home(run, ""))
    return ["GET /v1/responses", "WS /v1/responses", "WS /v1/responses"]


def codex_websocket(run):
    return codex_by(run, run.block(CODEX, "toml"), ["GET /v1/responses", "WS /v1/responses", "WS /v1/responses"])


def codex_http(run):
    settings = run.block(CODEX, "toml").replace("supports_websockets = true", "supports_websockets = false")
    return codex_by(run, settings, ["POST /v1/responses"])


def codex_refused(run):
    """Its provider takes no WebSocket. It may ask for one twice, for its warm-up and for its turn."""
    run.may_open_twice = True
    return codex_by(run, run.block(CODEX, "toml"), ["GET /v1/responses", "POST /v1/responses"])


def codex_traced(run):
    settings = run.block(CODEX, "toml") + run.block(CODEX, "toml", 1).replace("<access key>", os.environ["VIEWER_KEY"])
    return codex_by(run, settings, ["GET /v1/responses", "WS /v1/responses", "WS /v1/responses"])


def codex_tool(run):
    """It runs a command that the model asks for: its next turn says what came of that."""
    # However that ended: not every machine lets it have a sandbox.
    run.answer, run.tokens = "You said: “", None
    servers = ["GET /v1/responses"] + 3 * ["WS /v1/responses"]
    return codex_by(run, run.block(CODEX, "toml"), servers, '[tool exec_command {"cmd":"echo hello"}]')


def codex_by(run, settings, servers, prompt="hello"):
    run.call(
        *("timeout", "100", "codex", "exec", "--json", "--skip-git-repo-check", "-m", "demo", prompt),
        CODEX_HOME=home(run, settings),
    )
    return servers


def home(run, settings):
    run.write("codex/config.toml", settings)
    return str(run.directory / "codex")


def opencode(run):
    run.write("opencode.json", run.block("docs/clients/opencode.md", "json"))
    run.call("timeout", "100", "opencode", "run", "hello", OPENCODE_DISABLE_MODELS_FETCH="1", OPENCODE_DISABLE_AUTOUPDATE="1")
    # It has the model name the session, too.
    return ["POST /v1/chat/completions", "POST /v1/chat/completions"]


def langchain(run):
    return program(run, "docs/clients/langchain.md", ["POST /v1/chat/completions"])


def litellm(run):
    return program(run, "docs/clients/litellm.md", ["POST /v1/chat/completions"])


def openai_websocket(run):
    return program(run, "docs/clients/openai-sdks.md", ["GET /v1/responses", "WS /v1/responses"])


def program(run, page, servers):
    run.write("program.py", run.block(page, "python"))
    # Its list of prices comes from elsewhere, else.
    run.call("timeout", "100", "python", "program.py", LITELLM_LOCAL_MODEL_COST_MAP="True", OPENAI_API_KEY="unused")
    return servers


def websockets(run):
    """Ten turns in a row, on one socket."""
    run.call("timeout", "100", "python", str(ROOT / "e2e/agents/turns.py"), run.url.replace("http", "ws", 1), "10")
    return ["GET /v1/responses"] + 10 * ["WS /v1/responses"]


CLIENTS = {
    "claude": claude,
    "codex": codex,
    "codex-websocket": codex_websocket,
    "codex-http": codex_http,
    "codex-tool": codex_tool,
    "codex-refused": codex_refused,
    "codex-traced": codex_traced,
    "opencode": opencode,
    "langchain": langchain,
    "litellm": litellm,
    "openai-websocket": openai_websocket,
    "websockets": websockets,
}

# --- what holds ---------------------------------------------------------------------------------------------------------


def look(facts, run, servers, spans):
    """What holds for every client."""
    facts.check("is answered", run.status == 0 and run.answer in run.output, run.output[-500:] + run.errors[-500:])
    seen = [one["name"] for one in servers_of(spans)]
    expected = [servers, servers[:1] + servers] if run.may_open_twice else [servers]
    facts.check(f"asks {', '.join(sorted(set(servers)))}, and nothing else", seen in expected, seen)
    turns = turns_of(spans)
    facts.check("each turn is SERVER, inference, attempt", all(is_tree(spans, turn) for turn in turns),
                [(one["name"], one["kind"]) for one in spans])
    inferences = [inference for turn in turns for inference in below(spans, turn)]
    facts.check("with its tokens", all(counted(one) for one in inferences) and said(inferences, run.tokens),
                [one["attributes"] for one in inferences])
    return turns, inferences


def is_tree(spans, server):
    inferences = below(spans, server)
    attempts = [attempt for inference in inferences for attempt in below(spans, inference)]
    return (
        [one["name"] for one in inferences] == ["chat demo"]
        and [one["name"] for one in attempts] == [server["name"].split()[0]]
        and all(one["kind"] == "client" for one in inferences + attempts)
        and all(one["attributes"]["lintel.outcome"] == "completed" for one in [server, *inferences, *attempts])
    )


def counted(inference):
    return inference["attributes"]["gen_ai.usage.input_tokens"] > 0


def said(inferences, tokens):
    return tokens is None or any(one["attributes"]["gen_ai.usage.output_tokens"] == tokens for one in inferences)


def sessions(inferences):
    return {one["attributes"].get("gen_ai.conversation.id") for one in inferences}


def look_at_codex(facts, run, spans, turns, inferences):
    facts.check("names its session", len(sessions(inferences)) == 1 and None not in sessions(inferences), sessions(inferences))
    socket = turns[0]["name"].startswith("WS ")
    classes = [one["attributes"].get("lintel.request.class") for one in turns]
    facts.check("says what a turn is for", classes == ["prewarm"] * socket + ["turn"] * (len(turns) - socket), classes)
    told = [line for line in (run.output + run.errors).splitlines() if "Reconnecting" in line or "alling back" in line]
    facts.check("tries nothing again", told == [], told)
    openings = [one["attributes"].get("http.response.status_code") for one in servers_of(spans) if one not in turns]
    if socket:
        facts.check("opens one WebSocket, answered 101", openings == [101], openings)
    elif openings:
        facts.check("is told of no WebSocket, and goes on in HTTP", set(openings) == {426}, openings)
    if run.output.startswith("{"):
        events = [json.loads(line) for line in run.output.splitlines()]
        thread = {event["thread_id"] for event in events if event["type"] == "thread.started"}
        facts.check("the session is its thread", sessions(inferences) == thread, (sessions(inferences), thread))
        counted_there = [event["usage"] for event in events if event["type"] == "turn.completed"]
        asked = inferences[1:] if socket else inferences
        for side in ("input_tokens", "output_tokens"):
            traced = sum(one["attributes"][f"gen_ai.usage.{side}"] for one in asked)
            facts.check(f"counts the {side} that the trace has", [usage[side] for usage in counted_there] == [traced],
                        (counted_there, traced))
    # Not a fact: other work on the machine is in it.
    print(f"noted   {facts.client}: {run.first:.1f} s to the first output, {run.whole:.1f} s in all")


def look_at_traced_codex(facts, spans, turns):
    by_id = {span["span_id"]: span for span in spans}
    parents = [by_id.get(turn["parent_span_id"], {}).get("service") for turn in turns]
    facts.check("each turn stands below its own span", parents == 2 * ["codex_exec"], parents)


def main():
    url, key, work, binaries, client = sys.argv[1:]
    os.environ["VIEWER_KEY"] = key
    facts, viewer, run = Facts(client), Viewer(url, key), Run(url, work, binaries, client)
    servers = CLIENTS[client](run)
    ids, spans = viewer.new(sum(not name.startswith("GET ") for name in servers))
    for number, trace in enumerate(reversed(ids)):
        run.write(f"trace-{number}", viewer.get(f"/traces/{trace}", "text/plain"))
    turns, inferences = look(facts, run, servers, spans)
    if not turns:
        sys.exit(1)
    if client.startswith("codex"):
        look_at_codex(facts, run, spans, turns, inferences)
    if client == "codex-traced":
        look_at_traced_codex(facts, spans, turns)
    if client in ("claude", "opencode"):
        facts.check("names its session", len(sessions(inferences)) == 1 and None not in sessions(inferences), sessions(inferences))
    if client == "websockets":
        facts.check("has ten answers", run.output.count(ANSWER) == 10, run.output)
    sys.exit(1 if facts.failed else 0)


if __name__ == "__main__":
    main()
