"""Drives Lintel with the official Python client of OpenAI.

usage: client.py BASE_URL TRACEPARENT
"""

import sys

from openai import APIError, BadRequestError, OpenAI, RateLimitError

base_url, traceparent = sys.argv[1:]
trace_id = traceparent.split("-")[1]
client = OpenAI(
    base_url=base_url,
    api_key="unused",
    max_retries=0,
    timeout=30,
    default_headers={"traceparent": traceparent},
)
chat = client.chat.completions.with_raw_response
QUESTION = [{"role": "user", "content": "Say hello."}]


def assert_traced(headers):
    answered = headers.get("traceresponse")
    assert answered and answered.split("-")[1] == trace_id, f"traceresponse is {answered}"


def streamed(**options):
    response = chat.create(model="demo", messages=QUESTION, stream=True, **options)
    assert_traced(response.headers)
    return response.parse()


def assert_whole(chunks):
    choices = [chunk.choices[0] for chunk in chunks if chunk.choices]
    assert len(choices) > 2, f"{len(choices)} chunks"
    assert "".join(choice.delta.content or "" for choice in choices), "no content"
    assert choices[-1].finish_reason == "stop", f"finish_reason is {choices[-1].finish_reason}"


def models_contain_demo():
    response = client.models.with_raw_response.list()
    assert_traced(response.headers)
    ids = [model.id for model in response.parse()]
    assert "demo" in ids, ids


def a_completion_has_content_and_usage():
    response = chat.create(model="demo", messages=QUESTION)
    assert_traced(response.headers)
    completion = response.parse()
    assert completion.choices[0].message.content, "no content"
    assert completion.usage.total_tokens > 0, completion.usage


def a_stream_comes_in_chunks_without_usage():
    chunks = list(streamed())
    assert_whole(chunks)
    assert not any(chunk.usage for chunk in chunks), "usage that was not asked for"


def a_stream_ends_with_the_usage_it_asked_for():
    chunks = list(streamed(stream_options={"include_usage": True}))
    assert_whole(chunks)
    assert chunks[-1].usage and chunks[-1].usage.total_tokens > 0, f"usage is {chunks[-1].usage}"


def a_missing_model_is_a_bad_request():
    try:
        client.post("/chat/completions", cast_to=object, body={"messages": QUESTION})
    except BadRequestError as error:
        assert_traced(error.response.headers)
        assert error.type and error.body["message"] and "code" in error.body, error.body
    else:
        raise AssertionError("no error")


def the_providers_429_is_a_rate_limit_error():
    try:
        chat.create(model="demo", messages=QUESTION, extra_headers={"x-demo": "status 429"})
    except RateLimitError as error:
        assert_traced(error.response.headers)
    else:
        raise AssertionError("no error")


def a_broken_stream_is_an_error():
    stream = streamed(extra_headers={"x-demo": "break 2"})
    try:
        chunks = list(stream)
    except APIError:
        return
    raise AssertionError(f"a clean end after {len(chunks)} chunks")


failed = 0
for check in (
    models_contain_demo,
    a_completion_has_content_and_usage,
    a_stream_comes_in_chunks_without_usage,
    a_stream_ends_with_the_usage_it_asked_for,
    a_missing_model_is_a_bad_request,
    the_providers_429_is_a_rate_limit_error,
    a_broken_stream_is_an_error,
):
    fact = check.__name__.replace("_", " ")
    try:
        check()
        print(f"passed  python: {fact}")
    except Exception as fault:
        failed += 1
        print(f"failed  python: {fact}: {type(fault).__name__}: {fault}")
sys.exit(1 if failed else 0)
