import os

import requests
from openai import OpenAI
from opentelemetry.instrumentation.httpx import HTTPX2ClientInstrumentor
from opentelemetry.instrumentation.requests import RequestsInstrumentor
from tracing import tracer

RequestsInstrumentor().instrument()
HTTPX2ClientInstrumentor().instrument()

with tracer.start_as_current_span("answer the customer"):
    stock = requests.get(os.environ["NEXT_URL"], timeout=30)
    completion = OpenAI().chat.completions.create(
        model="demo",
        messages=[{"role": "user", "content": f"Is it there? {stock.text}"}],
    )
    print(completion.choices[0].message.content)
