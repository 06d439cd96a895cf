"""An application that traces its own call of a model, as instrumentations of clients do, with OpenTelemetry's SDK.

usage: application.py BASE_URL TRACEPARENT

Its span stands below TRACEPARENT and goes where the OTEL_* variables say.
"""

import sys

from openai import OpenAI
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.propagate import extract, inject
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

base_url, traceparent = sys.argv[1:]
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
tracer = trace.get_tracer("application")

client = OpenAI(base_url=base_url, api_key="unused", max_retries=0)
caller = extract({"traceparent": traceparent})
with tracer.start_as_current_span("chat model", context=caller, kind=trace.SpanKind.CLIENT) as span:
    headers = {}
    inject(headers)
    messages = [{"role": "user", "content": "hello"}]
    answer = client.chat.completions.create(model="model", messages=messages, extra_headers=headers)
    span.set_attribute("gen_ai.operation.name", "chat")
    span.set_attribute("gen_ai.usage.input_tokens", answer.usage.prompt_tokens)
    span.set_attribute("gen_ai.usage.output_tokens", answer.usage.completion_tokens)
provider.shutdown()

verdict = "passed" if answer.choices[0].message.content == "hello to you" else "failed"
print(f"{verdict}  application: is answered")
sys.exit(verdict != "passed")
