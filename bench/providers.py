"""A provider that answers chat completions and uploads, and misbehaves as it is told.

    providers.py PORT SECONDS FAULTS    as a process of its own: each answer takes that long, and so many of them are 500 (0 to 1)
"""

import asyncio
import json
import sys
from random import Random

from ends import End, Fault, now
from wire import STREAM_END, STREAM_HEAD, event, json_answer

CHUNKS = 10
TAKES = 0.05
FLOOD_CHUNKS, FLOOD_PADDING = 200, "x" * 8_000
GARBAGE = b"\x16\x03\x01 this is no HTTP\r\n\r\n\x00\xff" * 3
SILENCE = 3600
UNDELIVERED = 3.0
# These cost a call nothing that can be sent twice: it is answered late, or over another connection.
HARMLESS = {"slow", "flood", "reset idle"}


class Provider(End):
    """What it did to each call stands in `did`, by the call's trace: `whole`; `broke` or `garbled` its answer; `none`; or was `left`."""

    def __init__(self, name, takes=TAKES):
        super().__init__(name)
        self.takes, self.did = takes, {}

    def hit(self, trace):
        """The fault that this call meets: the same call meets the same."""
        fault = self.fault
        return fault if fault and Random(f"{trace} {self.name}").random() < fault.share else None

    def accepted(self, conversation):
        if self.fault and self.fault.label == "reset accept":
            conversation.reset()

    def asked(self, conversation, request):
        fault = self.hit(request.trace())
        if fault and fault.label == "reset request":
            self.note(request, "none")
            conversation.reset()
            return True
        return False

    def cut(self):
        """What has been written lately may still be on its way: a reset takes it back."""
        for each in self.conversations:
            if each.last and now() - each.last[1] < UNDELIVERED:
                self.note(each.last[0], "broke")
        super().cut()

    def broken(self, conversation):
        ours = self.fault and self.fault.kind == "killed"
        self.note(conversation.request, ("broke" if conversation.began else "none") if ours else "left")

    def note(self, request, what):
        self.did.setdefault(request.trace(), []).append(f"{self.name} {what}")

    async def answer(self, conversation, request):
        fault = self.hit(request.trace())
        if await self.refuses(conversation, request, fault):
            return
        takes = self.takes + (fault.seconds if fault and fault.kind == "slow" else 0)
        asked = json.loads(request.body) if request.fields.get("content-type") == "application/json" else {}
        if asked.get("stream"):
            whole = await self.stream(conversation, request, asked, takes, fault)
        else:
            await asyncio.sleep(takes)
            whole = await self.piecewise(conversation, request, [completion(request.trace(), asked)], fault)
        if whole:
            self.note(request, "whole")
            if fault and fault.label == "reset idle":
                await asyncio.sleep(fault.seconds)
                conversation.reset()

    async def refuses(self, conversation, request, fault):
        """What becomes of a call before its answer begins."""
        label = fault.label if fault else ""
        if label == "reset asked":
            self.note(request, "none")
            conversation.reset()
        elif label == "silent":
            await asyncio.sleep(SILENCE)
        elif label == "garbage":
            self.note(request, "none")
            await conversation.write(GARBAGE)
        elif fault and fault.kind == "status":
            self.note(request, "none")
            error = {"error": {"message": "try later", "type": "server_error", "param": None, "code": "provider_fault"}}
            await conversation.write(json_answer(error, f"HTTP/1.1 {fault.phase} Fault"))
        else:
            return False
        return True

    async def stream(self, conversation, request, asked, takes, fault):
        flood = bool(fault and fault.kind == "flood")
        count = FLOOD_CHUNKS if flood else CHUNKS
        pieces = [STREAM_HEAD + event(delta(request.trace(), 1, count, flood))]
        pieces += [event(delta(request.trace(), number, count, flood)) for number in range(2, count + 1)]
        if asked.get("stream_options", {}).get("include_usage"):
            pieces.append(event({"id": "1", "object": "chat.completion.chunk", "choices": [], "usage": USAGE}))
        return await self.piecewise(conversation, request, [*pieces, event(b"[DONE]") + STREAM_END], fault,
                                    0 if flood else takes / count)

    async def piecewise(self, conversation, request, pieces, fault, pause=0.0):
        """Writes an answer; whether all of it. A fault in the head leaves a part of that, one in the body two thirds of all."""
        label = fault.label if fault else ""
        if label in ("reset head", "reset body", "silent body", "garbage body"):
            whole = b"".join(pieces)
            cut = 20 if label == "reset head" else len(whole) * 2 // 3
            await conversation.write(whole[:cut])
            self.note(request, {"reset head": "none", "garbage body": "garbled"}.get(label, "broke"))
            await asyncio.sleep(SILENCE if label == "silent body" else 0.02)
            if label == "garbage body":
                await conversation.write(GARBAGE)
            conversation.reset()
            return False
        for piece in pieces:
            await conversation.write(piece)
            if pause:
                await asyncio.sleep(pause)
        return True


USAGE = {"prompt_tokens": 5, "completion_tokens": 10, "total_tokens": 15}


def completion(trace, asked):
    if not asked:
        return json_answer({"id": trace, "object": "file"})
    choice = {"index": 0, "message": {"role": "assistant", "content": trace}, "finish_reason": "stop"}
    return json_answer({"id": "1", "object": "chat.completion", "model": asked["model"], "choices": [choice], "usage": USAGE})


def delta(trace, number, count, flood):
    """A chunk that says which it is of how many, and of which call."""
    content = f"{trace} {number}/{count} {FLOOD_PADDING if flood else ''}"
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": "stop" if number == count else None}
    return {"id": "1", "object": "chat.completion.chunk", "choices": [choice]}


async def serve(port, takes, faults):
    provider = Provider("provider", takes)
    provider.port = port
    # A run of hours is not to be remembered call by call.
    provider.note = lambda request, what: None
    await provider.listen()
    if faults:
        await provider.begin(Fault("status", "500", faults))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
