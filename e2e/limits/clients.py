"""Calls two Lintels with one caller's key by many clients at once, and counts what passes in each minute.

    clients.py LIMIT MINUTES KEY URL...

The caller's minute begins with its first call after the last one is over: so the minutes here are counted from the first call that
passes. Exits with 1 when in one of them fewer than LIMIT calls pass, or more than 2 beyond it.
"""

import asyncio
import collections
import json
import sys
import time
import urllib.parse

CLIENTS = 20
# Each client asks about four times a second: far more than may pass.
PAUSE = 0.25
MORE = 2
BODY = json.dumps({"model": "demo", "messages": [{"role": "user", "content": "hi"}]}).encode()


async def status(url, key):
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    try:
        writer.write(
            b"POST /v1/chat/completions HTTP/1.1\r\nhost: lintel\r\nconnection: close\r\nauthorization: Bearer %s\r\n"
            b"content-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (key.encode(), len(BODY), BODY)
        )
        answer = await asyncio.wait_for(reader.read(), 30)
        return int(answer[9:12])
    finally:
        writer.close()


async def ask(number, urls, key, until, passed, others):
    await asyncio.sleep(PAUSE * number / CLIENTS)
    turn = number
    while time.monotonic() < until:
        asked = time.monotonic()
        answered = await status(urls[turn % len(urls)], key)
        turn += 1
        if answered == 200:
            passed.append(asked)
        else:
            others[answered] += 1
        await asyncio.sleep(max(0.0, asked + PAUSE - time.monotonic()))


async def main():
    limit, minutes, key = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    urls = [urllib.parse.urlsplit(url) for url in sys.argv[4:]]
    passed, others = [], collections.Counter()
    until = time.monotonic() + 60 * minutes - 1
    await asyncio.gather(*(ask(number, urls, key, until, passed, others) for number in range(CLIENTS)))
    first = min(passed)
    # Lintel sees a call some milliseconds after it was asked, and not all after as many.
    in_minute = collections.Counter(int((call - first + 0.05) // 60) for call in passed)
    counts = [in_minute[minute] for minute in range(minutes)]
    print(json.dumps({"passed in each minute": counts, "others": dict(others)}))
    wrong = [count for count in counts if not limit <= count <= limit + MORE]
    return 1 if wrong or set(others) - {429} else 0


sys.exit(asyncio.run(main()))
