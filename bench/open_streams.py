"""A provider whose streams begin and then say nothing; on SIGUSR1 each gets one more event.

    open_streams.py PORT
"""

import asyncio
import signal
import sys

from ends import End
from providers import delta
from wire import STREAM_HEAD, event, json_answer


class OpenStreams(End):
    def __init__(self):
        super().__init__("provider")
        self.signalled = asyncio.Event()

    async def answer(self, conversation, request):
        if b'"stream": true' not in request.body:
            await conversation.write(json_answer({"object": "chat.completion", "choices": []}))
            return
        await conversation.write(STREAM_HEAD + event(delta(request.trace(), 1, 2, False)))
        while not conversation.transport.is_closing():
            await self.signalled.wait()
            await conversation.write(event(delta(request.trace(), 2, 2, False)))
            await asyncio.sleep(0)

    def signal(self):
        waiting, self.signalled = self.signalled, asyncio.Event()
        waiting.set()


async def serve(port):
    provider = OpenStreams()
    provider.port = port
    await provider.listen()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, provider.signal)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
