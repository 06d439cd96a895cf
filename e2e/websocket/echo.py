"""A peer of another make, which echoes: echo.py PORT"""

import asyncio
import sys

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed


async def echo(connection):
    try:
        async for message in connection:
            await connection.send(message)
    except ConnectionClosed:
        pass  # As the client has asked for, or for what it has sent.


async def main():
    async with serve(echo, "127.0.0.1", int(sys.argv[1]), max_size=None, compression=None, ping_interval=None):
        await asyncio.Future()


asyncio.run(main())
