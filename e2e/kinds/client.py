"""Drives Lintel with the official clients of Azure OpenAI and of Anthropic.

usage: client.py URL
"""

import sys

from anthropic import Anthropic
from openai import AzureOpenAI, OpenAI

url = sys.argv[1]
azure = AzureOpenAI(azure_endpoint=url, api_key="unused", api_version="2025-01-01", max_retries=0, timeout=30)
azure_below_v1 = AzureOpenAI(base_url=f"{url}/v1", api_key="unused", api_version="2025-01-01", max_retries=0, timeout=30)
plain = OpenAI(base_url=f"{url}/v1", api_key="unused", max_retries=0, timeout=30)
anthropic = Anthropic(base_url=url, api_key="unused", max_retries=0, timeout=30)
QUESTION = [{"role": "user", "content": "Say hello."}]


def azures_client_reaches_its_deployment():
    assert azure.chat.completions.create(model="gpt", messages=QUESTION).choices[0].message.content == "Hello"


def azures_client_reaches_its_deployment_below_v1():
    chat = azure_below_v1.chat.completions.with_raw_response.create(model="gpt", messages=QUESTION)
    assert "/v1/deployments/gpt/chat/completions" in str(chat.http_request.url), chat.http_request.url
    assert chat.parse().choices[0].message.content == "Hello"


def azures_client_gets_embeddings():
    embeddings = azure.embeddings.create(model="gpt", input="x", encoding_format="float")
    assert embeddings.data[0].embedding == [0.5], embeddings


def openais_client_reaches_azure_by_an_alias():
    assert plain.chat.completions.create(model="fast", messages=QUESTION).choices[0].message.content == "Hello"


def azures_client_reaches_the_demo():
    assert azure.chat.completions.create(model="demo", messages=QUESTION).choices[0].message.content


def anthropics_client_gets_a_message():
    message = anthropic.messages.create(model="claude-x", max_tokens=9, messages=QUESTION)
    assert message.content[0].text == "Hello", message


def anthropics_client_counts_tokens():
    assert anthropic.messages.count_tokens(model="claude-x", messages=QUESTION).input_tokens == 3


failed = 0
for check in (
    azures_client_reaches_its_deployment,
    azures_client_reaches_its_deployment_below_v1,
    azures_client_gets_embeddings,
    openais_client_reaches_azure_by_an_alias,
    azures_client_reaches_the_demo,
    anthropics_client_gets_a_message,
    anthropics_client_counts_tokens,
):
    fact = check.__name__.replace("_", " ")
    try:
        check()
        print(f"passed  kinds: {fact}")
    except Exception as fault:
        failed += 1
        print(f"failed  kinds: {fact}: {type(fault).__name__}: {fault}")
sys.exit(1 if failed else 0)
