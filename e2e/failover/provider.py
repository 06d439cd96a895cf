"""A provider that answers chat completions, as JSON or as a stream, for as long as nobody kills it.

    provider.py PORT

The model `quick` is answered at once, `long` in two seconds, all others in a tenth of one.
"""

import asyncio
import json
import sys

# How many chunks an answer has, and how many seconds each takes.
PACE = 10, 0.01
PACES = {"quick": (1, 0), "long": (10, 0.2)}


async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
            )
            asked = json.loads(await reader.readexactly(length))
            chunks, pause = PACES.get(asked["model"], PACE)
            if asked.get("stream"):
                await stream(writer, asked["model"], chunks, pause)
            else:
                await asyncio.sleep(chunks * pause)
                await answer(writer, asked["model"])
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def answer(writer, model):
    body = json.dumps({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": model,
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "hello"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 1, "total_tokens": 6},
    }).encode()
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (len(body), body))
    await writer.drain()


async def stream(writer, model, chunks, pause):
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
    for index in range(chunks):
        event = {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "model": model,
            "choices": [{
                "index": 0,
                "delta": {"content": "x"},
                "finish_reason": "stop" if index == chunks - 1 else None,
            }],
        }
        await send_chunk(writer, f"data: {json.dumps(event)}\n\n".encode())
        await asyncio.sleep(pause)
    await send_chunk(writer, b"data: [DONE]\n\n")
    writer.write(b"0\r\n\r\n")
    await writer.drain()


async def send_chunk(writer, data):
    writer.write(b"%x\r\n%s\r\n" % (len(data), data))
    await writer.drain()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]), reuse_address=True, backlog=1024)
    async with server:
        await server.serve_forever()


asyncio.run(main())
