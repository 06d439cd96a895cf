"""Drives Lintel with OpenAI's official Python client while a provider is killed and started again, and with keys that have limits.

usage: client.py BASE_URL DIRECTORY

Touches python.ready in the directory, begins when there is a file `begin`, and calls until there is one `over`.
"""

import pathlib
import sys
import time

from openai import OpenAI, RateLimitError

base_url, directory = sys.argv[1], pathlib.Path(sys.argv[2])
QUESTION = [{"role": "user", "content": "Say hello."}]
CHUNKS = 10


def client(key, retries=0):
    return OpenAI(base_url=base_url, api_key=key, max_retries=retries, timeout=30)


def await_file(name):
    while not (directory / name).exists():
        time.sleep(0.05)


def ask(key, retries=0, **options):
    return client(key, retries).chat.completions.create(model="steady", messages=QUESTION, **options)


def refused(key, retries):
    try:
        ask(key, retries)
    except RateLimitError as error:
        return error
    raise AssertionError("no error")


def a_key_beyond_its_limit_is_a_rate_limit_error_that_says_when_to_come_back():
    for _ in range(2):
        assert ask("limited-python").choices[0].message.content == "hello"
    error = refused("limited-python", 0)
    assert error.code == "rate_limit_exceeded", error.code
    assert 1 <= int(error.response.headers["retry-after"]) <= 60, error.response.headers["retry-after"]


def what_could_never_pass_is_not_tried_again():
    error = refused("narrow-python", 2)
    assert error.code == "rate_limit_exceeded", error.code


def every_call_is_answered_by_either_provider_and_no_broken_stream_is_taken_for_a_whole_one():
    steady = client("steady").chat.completions
    models = set()
    while not (directory / "over").exists():
        models.add(steady.create(model="steady", messages=QUESTION).model)
        chunks = 0
        try:
            for _ in steady.create(model="steady", messages=QUESTION, stream=True):
                chunks += 1
        except Exception:
            # It had begun: what is there can not be taken back.
            assert chunks > 0, "a stream broke before anything of it was there"
            continue
        assert chunks == CHUNKS, f"a clean end after {chunks} chunks"
    assert models == {"model-a", "model-b"}, models


(directory / "python.ready").touch()
await_file("begin")
failed = 0
for check in (
    a_key_beyond_its_limit_is_a_rate_limit_error_that_says_when_to_come_back,
    what_could_never_pass_is_not_tried_again,
    every_call_is_answered_by_either_provider_and_no_broken_stream_is_taken_for_a_whole_one,
):
    fact = check.__name__.replace("_", " ")
    try:
        check()
        print(f"passed  python: {fact}")
    except Exception as fault:
        failed += 1
        print(f"failed  python: {fact}: {type(fault).__name__}: {fault}")
sys.exit(1 if failed else 0)
