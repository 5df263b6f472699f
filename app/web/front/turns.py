"""Turns: so many pieces of heavy work at once, the others wait, each client in its turn, and not too many of them."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.errors import Unavailable

COME_BACK_SECONDS = 5
# One client may fill half of the places, so that there is always one for somebody else.
SHARE = 2


class Turns:
    """A number of places to work, and a bounded number of places to wait.

    Whoever waits is served client by client: one that asks a hundred things delays another that asks one by one
    piece of work. A wait that lasts too long ends without a turn.
    """

    def __init__(self, at_once: int, waiting: int, seconds: float) -> None:
        self.at_once = at_once
        self.most_waiting = waiting
        self.seconds = seconds
        self.free = at_once
        self.waiting = 0
        self.clients: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def turn(self, client: str) -> AsyncIterator[None]:
        """Work for the time of the block, once it is this client's turn.

        Raises:
            Unavailable: too many wait already, or the turn did not come in time.

        """
        if self.free:
            self.free -= 1
        else:
            await self.wait(client)
        try:
            yield
        finally:
            self.pass_on()

    async def wait(self, client: str) -> None:
        """Wait for a turn."""
        own = self.clients.get(client, ())
        if self.waiting >= self.most_waiting or len(own) >= max(1, self.most_waiting // SHARE):
            raise self.refuse(f"{self.at_once} such answers are made at once and {self.most_waiting} may wait")
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.clients.setdefault(client, deque()).append(place)
        self.waiting += 1
        try:
            async with asyncio.timeout(self.seconds):
                await place
        except BaseException as end:
            if place.done() and not place.cancelled():  # the turn came at the very moment
                self.pass_on()
            else:
                self.leave(client, place)
            if isinstance(end, TimeoutError):
                bound = f"{self.at_once} such answers are made at once; the wait of {self.seconds:g} s"
                raise self.refuse(bound) from end
            raise

    def leave(self, client: str, place: "asyncio.Future[None]") -> None:
        """Take a place out of the queue, unless it was passed over already."""
        queue = self.clients.get(client)
        if queue is None or place not in queue:
            return
        queue.remove(place)
        self.waiting -= 1
        if not queue:
            del self.clients[client]

    def pass_on(self) -> None:
        """Give the place to work to the next client's first piece of work."""
        while self.clients:
            client, queue = self.clients.popitem(last=False)
            place = queue.popleft()
            self.waiting -= 1
            if queue:
                self.clients[client] = queue  # behind all others
            if not place.done():
                place.set_result(None)
                return
        self.free += 1

    def refuse(self, bound: str) -> Unavailable:
        """Return the failure of whoever gets no turn."""
        return Unavailable(
            f"Much heavy work is under way: {bound} is over. Ask again in {COME_BACK_SECONDS} seconds.",
            headers={"Retry-After": str(COME_BACK_SECONDS)},
            extra={"at_once": self.at_once, "waiting": self.most_waiting},
        )
