"""What is compared: nginx, the packagings of Lintel, and other gateways, each before the same provider."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from client import Connection
from processes import HERE, Failed, Process, nginx, wait_until

ROOT = HERE.parent
JAR = Path(os.environ.get("LINTEL_JAR", ROOT / "target/quarkus-app/quarkus-run.jar")).absolute()
JAVA_HOME = os.environ.get("JAVA_HOME")
PEERS = Path(os.environ.get("BENCH_PEERS", ROOT / "target/peers"))
LITELLM = PEERS / "litellm/bin/litellm"
PORTKEY = PEERS / "portkey/node_modules/@portkey-ai/gateway"
FIRST_PORT = 21051
FIRST_COLLECTOR = 21041


class Workload:
    """What is asked and answered: one of the provider's ports, plain or over TLS."""

    NAMES = {"json": "JSON answers of 0.6 kB", "stream": "event streams of 20 events, 6 kB",
             "answer": "answers of 100 kB", "prompt": "prompts of 100 kB"}

    def __init__(self, name, tls, work):
        self.name, self.tls = name, tls
        number = list(self.NAMES).index(name)
        self.port = (21011 if tls else 21001) + number
        self.nginx_port = (21031 if tls else 21021) + number
        self.base_url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/v1"
        self.key = f"{name}-{'tls' if tls else 'plain'}"
        self.title = self.NAMES[name] + (", the provider over TLS" if tls else "")
        self.body = body(name)
        self.request = work / f"request-{name}.json"
        self.request.write_bytes(self.body)


def body(name):
    content = (HERE / f"request-{'stream' if name == 'stream' else 'json'}.json").read_bytes()
    if name != "prompt":
        return content
    request = json.loads(content)
    request["messages"][1]["content"] = "A lintel is the beam over a door or a window: it carries what is above it. " * 1320
    return json.dumps(request).encode()


class Subject:
    """A process under measurement. Warm-up is counted in calls: a JVM has compiled all of a call after some 330,000."""

    def __init__(self, name, process, port, warm_up, headers=(), collector=None):
        self.name, self.process, self.port, self.warm_up = name, process, port, warm_up
        self.headers, self.collector = headers, collector


def java(program="java"):
    found = str(Path(JAVA_HOME, "bin", program)) if JAVA_HOME else program
    return shutil.which(found) or fail(f"{found} is missing: a JDK, named by JAVA_HOME or found by PATH")


def executable():
    return Path(os.environ.get("LINTEL_EXECUTABLE", ROOT / "target/lintel")).absolute()


def start_nginx(workload, work):
    return Subject("nginx", nginx("nginx", work), workload.nginx_port, 5_000)


def start_lintel(packaging, tracing, number, workload, work, options):
    """Tracing is `off`, or the share of calls that is sampled, in percent."""
    trust = ([f"-Djavax.net.ssl.trustStore={work}/trust.p12", "-Djavax.net.ssl.trustStorePassword=changeit"]
             if workload.tls else [])
    if packaging == "jvm":
        command = [java(), *options.java_options.split(), *trust, "-jar", JAR]
    else:
        command = [executable(), *options.native_options.split(), *trust]
    name, port, collector = f"lintel-{packaging}-{tracing}", FIRST_PORT + number, FIRST_COLLECTOR + number
    environment = {
        "PORT": str(port), "LISTENER_HOST": "127.0.0.1", "OPENAI_API_KEY": "unused", "OPENAI_BASE_URL": workload.base_url,
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector}",
    }
    environment |= {"OTEL_SDK_DISABLED": "true"} if tracing == "off" else {"TRACING_RANDOM_SAMPLING": tracing}
    process = Process(name, command, work / name, environment)
    return Subject(name, process, port, options.warm_up if packaging == "jvm" else 5_000, collector=collector)


def start_litellm(number, workload, work, _):
    if not LITELLM.exists():
        raise Failed("not installed")
    directory = work / "litellm"
    directory.mkdir(parents=True, exist_ok=True)
    model = {"model_name": "gpt-4o-mini",
             "litellm_params": {"model": "openai/gpt-4o-mini", "api_base": workload.base_url, "api_key": "unused"}}
    (directory / "config.yaml").write_text(json.dumps({"model_list": [model], "litellm_settings": {"telemetry": False}}))
    port = FIRST_PORT + number
    # As all the others here, it asks its callers for no key.
    environment = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_LOG": "ERROR",
                   "LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY": "true"}
    if workload.tls:
        environment |= {"SSL_CERT_FILE": f"{work}/certificate.pem"}
    process = Process("litellm", [LITELLM, "--config", "config.yaml", "--host", "127.0.0.1", "--port", port],
                      directory, environment)
    return Subject("litellm", process, port, 1_000)


def start_portkey(number, workload, work, _):
    program = PORTKEY / "build/start-server.js"
    if not program.exists():
        raise Failed("not installed")
    port = FIRST_PORT + number
    environment = {"NODE_ENV": "production", "TRUSTED_CUSTOM_HOSTS": "127.0.0.1"}
    if workload.tls:
        environment |= {"NODE_EXTRA_CA_CERTS": f"{work}/certificate.pem"}
    process = Process("portkey", ["node", program, f"--port={port}", "--headless"], work / "portkey", environment)
    headers = (("x-portkey-provider", "openai"), ("x-portkey-custom-host", workload.base_url),
               ("Authorization", "Bearer unused"))
    return Subject("portkey", process, port, 5_000, headers)


STARTS = {"litellm": start_litellm, "portkey": start_portkey}


def versions(packagings, peers):
    found = {"nginx": printed("nginx", "-v").split(": ")[1], "wrk": printed("wrk", "-v").split(" [")[0],
             "openssl": printed("openssl", "version").split(" (")[0]}
    if "jvm" in packagings:
        found["java"] = printed(java(), "-version").splitlines()[1].replace(" (build ", ", build ")[:-1]
    if "native" in packagings:
        found["executable"] = f"{executable().stat().st_size / 1e6:.1f} MB"
    if "litellm" in peers and LITELLM.exists():
        python = LITELLM.parent / "python"
        number = printed(python, "-c", "import importlib.metadata; print(importlib.metadata.version('litellm'))")
        found["litellm"] = f"{number}, {printed(python, '--version')}"
    if "portkey" in peers and PORTKEY.exists():
        number = json.loads((PORTKEY / "package.json").read_text())["version"]
        found["portkey"] = f"{number}, Node.js {printed('node', '--version')}"
    return found


def printed(*command):
    """What a program prints on either stream; wrk ends with 1 when it tells its version."""
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout.strip()


def ready(subject, workload, expected, seconds=180):
    """Waits for a right answer: the provider's own, byte by byte, except from gateways that write it anew."""
    seen = {}

    def right():
        if not subject.process.alive():
            raise Failed(f"{subject.name} did not start: {subject.process.log}")
        try:
            with Connection(subject.port, workload.body, subject.headers) as connection:
                code, answer = connection.call()
        except OSError as error:
            seen["last"] = error
            return False
        seen["last"] = f"{code} {answer[:300]!r}"
        return code == 200 and (answer == expected or subject.name in STARTS and text(answer) == text(expected))

    if not wait_until(right, seconds):
        raise Failed(f"{subject.name} does not answer as the provider does: {seen.get('last')}")


def text(answer):
    """What the model said."""
    if not answer.lstrip().startswith(b"data:"):
        return json.loads(answer)["choices"][0]["message"]["content"]
    events = [line[5:].strip() for line in answer.decode().splitlines() if line.startswith("data:")]
    choices = [choice for event in events if event != "[DONE]" for choice in json.loads(event)["choices"]]
    return "".join(choice.get("delta", {}).get("content") or "" for choice in choices)


def fail(message):
    raise Failed(message)
