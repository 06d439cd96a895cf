"""Calls begun at a steady rate, whatever becomes of those before, or as many at once as there are connections."""

import asyncio

from ends import now


class Load:
    """`ended` hears of each call that is over."""

    def __init__(self, clients, ended=lambda call: None):
        self.clients, self.ended, self.under_way = clients, ended, set()

    async def steady(self, calls, rate, wanted):
        """Begins so many calls a second as long as they are wanted; does not wait for their ends."""
        due = now()
        while wanted():
            task = asyncio.create_task(self.perform(next(calls)))
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)
            due += 1 / rate
            await asyncio.sleep(max(0.0, due - now()))

    async def closed(self, calls, connections, seconds):
        """Each connection calls again as soon as it has its answer; calls that ended in a second."""
        began, count = now(), 0

        async def caller():
            nonlocal count
            while now() - began < seconds:
                await self.perform(next(calls))
                count += 1

        await asyncio.gather(*(caller() for _ in range(connections)))
        return count / (now() - began)

    async def perform(self, call):
        await self.clients.perform(call)
        self.ended(call)

    async def over(self):
        """Waits for all that were begun."""
        await asyncio.gather(*self.under_way)
