"""Checks what calls cost by Lintel against genai_prices.calc_price.

usage: check.py WORK LINTEL...

Writes the prices that the package brings as a price file, starts Lintel with it and with a provider that answers what the
prompt says, and compares the cost on each span with the package's own. Prints a line for each call.
"""

import dataclasses
import datetime
import decimal
import http.client
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import time
import warnings

from genai_prices import Usage, calc_price
from genai_prices.data import providers
from genai_prices.types import ModelPrice

KEY = "key-of-the-viewer"
PROVIDERS = ["openai", "anthropic", "google", "mistral", "groq", "deepseek", "x-ai", "cohere", "perplexity", "together", "azure"]
MODELS_OF_EACH = 4
# input, of which read from a cache and put into one, of which for an hour; output, of which reasoning
USAGES = [
    (1000, 0, 0, 0, 100, 0),
    (90_000, 30_001, 0, 0, 2500, 700),
    (300_000, 100_000, 50_000, 20_000, 4000, 0),
]
TIERS = ["default", "flex", "priority"]


def plain(value):
    """A part of the package's prices as it stands in genai-prices' data.json."""
    if isinstance(value, ModelPrice):
        return {name: plain(price) for name, price in vars(value).items() if price is not None}
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, list):
        return [plain(element) for element in value]
    if dataclasses.is_dataclass(value):
        members = ((field.name, getattr(value, field.name, None)) for field in dataclasses.fields(value))
        return {name.rstrip("_"): plain(member) for name, member in members if member is not None and name != "extractors"}
    return value


class Provider(http.server.BaseHTTPRequestHandler):
    """Answers what the prompt says."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        answer = asked["messages"][0]["content"].encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


def configure(work, port):
    prices = work / "prices.json"
    prices.write_text(json.dumps([plain(provider) for provider in providers]))
    config = work / "config" / "application.yaml"
    config.parent.mkdir()
    lines = [f"prices: {{file: '{prices}'}}", f"viewer: {{enabled: true, access_key: {KEY}}}", "providers:"]
    lines += [f"  {name}: {{base_url: 'http://127.0.0.1:{port}/v1'}}" for name in PROVIDERS]
    config.write_text("\n".join(lines) + "\n")


def start(work, command):
    environment = dict(os.environ, PORT="0", LISTENER_HOST="127.0.0.1", OTEL_TRACES_EXPORTER="none", OTEL_METRICS_EXPORTER="none")
    log = open(work / "lintel.log", "wb")
    process = subprocess.Popen(command, cwd=work, env=environment, stdout=log, stderr=log)
    for _ in range(600):
        found = re.search(r'Listening on: http:[^ "]*:(\d+)', (work / "lintel.log").read_text())
        if found:
            return process, int(found.group(1))
        if process.poll() is not None:
            break
        time.sleep(0.1)
    process.kill()
    sys.exit(f"Lintel did not start: {(work / 'lintel.log').read_text()}")


def calls():
    """What is asked of whom: provider, model, usage, tier (empty for none)."""
    for provider in providers:
        if provider.id not in PROVIDERS:
            continue
        chat = [model for model in provider.models if priced(model) and provider.find_model(model.id) is model]
        for model in chat[:MODELS_OF_EACH]:
            for usage in USAGES:
                yield provider.id, model, usage, ""
        tiered = [model for model in chat if any("service_tier" in v.when for v in model.price_variants or [])]
        for model in tiered[:MODELS_OF_EACH]:
            for tier in TIERS:
                if any(variant.when == {"service_tier": tier} for variant in model.price_variants):
                    yield provider.id, model, USAGES[1], tier


def priced(model):
    prices = model.get_prices(datetime.datetime.now(datetime.timezone.utc))
    return prices.input_mtok is not None and prices.output_mtok is not None


def expected(provider, model, usage, tier):
    given, read, written, hour, output, reasoning = usage
    counts = dict(input_tokens=given, cache_read_tokens=read, cache_write_tokens=written, cache_write_1h_tokens=hour)
    counts.update(output_tokens=output, output_reasoning_tokens=reasoning)
    context = {"service_tier": tier} if tier else None
    return float(calc_price(Usage(**counts), model_ref=model.id, provider_id=provider, price_context=context).total_price)


def ask(port, number, provider, model, usage, tier):
    """The attributes of the inference that Lintel made of this call."""
    given, read, written, hour, output, reasoning = usage
    # As messages: the only dialect that counts all of them.
    answer = {"type": "message", "role": "assistant", "model": model.id, "content": [], "stop_reason": "end_turn"}
    answer["usage"] = {
        "input_tokens": given - read - written,
        "cache_read_input_tokens": read,
        "cache_creation_input_tokens": written,
        "cache_creation": {"ephemeral_1h_input_tokens": hour, "ephemeral_5m_input_tokens": written - hour},
        "output_tokens": output,
        "output_tokens_details": {"thinking_tokens": reasoning},
    }
    path = "/v1/messages"
    if tier:
        path = "/v1/chat/completions"
        answer = {"object": "chat.completion", "model": model.id, "service_tier": tier, "choices": []}
        answer["usage"] = {
            "prompt_tokens": given,
            "prompt_tokens_details": {"cached_tokens": read, "cache_write_tokens": written},
            "completion_tokens": output,
            "completion_tokens_details": {"reasoning_tokens": reasoning},
        }
    trace = f"{number:032x}"
    prompt = {"model": f"{provider}/{model.id}", "messages": [{"role": "user", "content": json.dumps(answer)}]}
    request(port, "POST", path, json.dumps(prompt), {"traceparent": f"00-{trace}-00000000000000aa-01"})
    for _ in range(100):
        status, text = request(port, "GET", f"/traces/{trace}", None, {"accept": "application/json", "authorization": f"Bearer {KEY}"}, ok=(200, 404))
        found = [span["attributes"] for span in spans(json.loads(text)) if "gen_ai.operation.name" in span["attributes"]] if status == 200 else []
        if found:
            return found[0]
        time.sleep(0.05)
    sys.exit(f"no span of {provider}/{model.id}")


def spans(trace):
    return trace["spans"]


def request(port, method, path, body, headers, ok=(200,)):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, path, body, dict(headers, **({"content-type": "application/json"} if body else {})))
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    if answer.status not in ok:
        sys.exit(f"{method} {path}: {answer.status} {text[:300]!r}")
    return answer.status, text


def main():
    warnings.simplefilter("ignore")
    work = pathlib.Path(sys.argv[1])
    provider = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=provider.serve_forever, daemon=True).start()
    configure(work, provider.server_address[1])
    lintel, port = start(work, sys.argv[2:])
    passed = failed = 0
    try:
        for number, call in enumerate(calls(), 1):
            own, theirs = ask(port, number, *call).get("lintel.usage.cost"), expected(*call)
            name = f"{call[0]}/{call[1].id} {call[2]} {call[3]}".rstrip()
            if own is not None and abs(float(own) - theirs) <= 1e-11 + 1e-9 * theirs:
                passed += 1
                print(f"passed  prices: {name}: {theirs}")
            else:
                failed += 1
                print(f"failed  prices: {name}: {own}, and genai-prices says {theirs}")
    finally:
        lintel.terminate()
        lintel.wait(60)
    print(f"{passed} passed, {failed} failed")
    sys.exit(failed > 0 or passed < 60)


main()
