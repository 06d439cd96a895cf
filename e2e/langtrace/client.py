"""A program as users of Langtrace write it, with Lintel for a base URL.

usage: client.py BASE_URL LANGTRACE_URL
"""

import sys

from langtrace_python_sdk import langtrace, with_langtrace_root_span

base_url, langtrace_url = sys.argv[1:]
langtrace.init(api_key="key-of-project", api_host=langtrace_url, service_name="client")

# After init, which patches them.
from openai import DefaultHttpxClient, OpenAI  # noqa: E402
from opentelemetry.propagate import inject  # noqa: E402

client = OpenAI(
    base_url=base_url,
    api_key="unused",
    max_retries=0,
    timeout=30,
    # The SDK does not hand the trace on by itself.
    http_client=DefaultHttpxClient(event_hooks={"request": [lambda request: inject(request.headers)]}),
)


@with_langtrace_root_span("question")
def ask():
    completion = client.chat.completions.create(model="demo", messages=[{"role": "user", "content": "Say hello."}])
    assert completion.choices[0].message.content, "no content"


ask()
print("passed  client: is answered")
