"""How each Python service here is traced: the set-up, and the two ways out, to another service and to the model."""

import os

import requests
from openai import OpenAI
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import inject
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

# The service's name and where its spans go stand in the environment: OTEL_SERVICE_NAME, OTEL_EXPORTER_OTLP_ENDPOINT.
provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
tracer = trace.get_tracer("customer-support")

# Lintel has the provider's key; the client only insists on having one.
client = OpenAI(base_url=os.environ["LINTEL_URL"] + "/v1", api_key="unused")


def ask(service, question):
    """Asks another service, and hands the current span on as the parent of what it does."""
    headers = {}
    inject(headers)
    address = os.environ[service.upper().replace("-", "_") + "_URL"]
    answer = requests.post(address, json={"question": question}, headers=headers, timeout=120)
    answer.raise_for_status()
    return answer.json()["answer"]


def ask_model(instruction, question):
    """Asks the model through Lintel, whose spans of the call stand below the current one."""
    headers = {}
    inject(headers)
    completion = client.chat.completions.create(
        model=os.environ["MODEL"],
        messages=[{"role": "system", "content": instruction}, {"role": "user", "content": question}],
        extra_headers=headers,
    )
    return completion.choices[0].message.content
