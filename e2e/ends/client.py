"""Lets an official Python client stream so many times, and leave as it does by itself.

usage: client.py chat|responses|messages MODEL COUNT URL
"""

import sys

import anthropic
import openai

api, model, count, url = sys.argv[1:]
QUESTION = [{"role": "user", "content": "Say hello."}]
oa = openai.OpenAI(base_url=url + "/v1", api_key="unused", max_retries=0, timeout=30)
an = anthropic.Anthropic(base_url=url, api_key="unused", max_retries=0, timeout=30)


def stream():
    if api == "chat":
        return oa.chat.completions.create(model=model, messages=QUESTION, stream=True)
    if api == "responses":
        return oa.responses.create(model=model, input="Say hello.", stream=True)
    return an.messages.create(model=model, messages=QUESTION, max_tokens=9, stream=True)


for _ in range(int(count)):
    try:
        assert list(stream()), "no events"
    except (openai.APIError, anthropic.APIError):
        if model != "failing":
            raise
