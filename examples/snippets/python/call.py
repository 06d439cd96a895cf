from openai import OpenAI
from opentelemetry.propagate import inject
from tracing import tracer

client = OpenAI()

with tracer.start_as_current_span("answer the customer"):
    headers = {"x-session-id": "conversation-17"}
    inject(headers)
    completion = client.chat.completions.create(
        model="demo",
        messages=[{"role": "user", "content": "Where is my order?"}],
        extra_headers=headers,
    )
    print(completion.choices[0].message.content)
