"""Freshness: which revision is the newest, asked again and again, so that every process knows within a second."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from app.queries.vintages import Reading

log = logging.getLogger("betech.web")

# A database that says nothing for so long is away; after some more time it is asked over another connection.
PATIENCE_SECONDS = 2.0
GIVEN_UP_SECONDS = 10.0


class Freshness:
    """The newest revision as it was last seen.

    `state` is another object whenever another revision, or another database, was seen; None before the first.
    `doubtful` is true while the database cannot be asked. `also` is done each time it was asked.
    """

    def __init__(self, seconds: float, also: Callable[[], None] | None = None) -> None:
        self.seconds = seconds
        self.also = also or (lambda: None)
        self.state: tuple[int, object] | None = None
        self.doubtful = False
        self.asked = asyncio.Event()

    @asynccontextmanager
    async def watching(self, open_reading: Callable[[], AbstractAsyncContextManager[Reading]]) -> AsyncIterator[None]:
        """Ask for the newest revision for the time of the block, which begins when that was tried once."""
        task = asyncio.create_task(self.watch(open_reading))
        try:
            await self.asked.wait()
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def watch(self, open_reading: Callable[[], AbstractAsyncContextManager[Reading]]) -> None:
        """Ask until cancelled; a failure is said once and asked again."""
        while True:
            doubt = asyncio.get_running_loop().call_later(PATIENCE_SECONDS, self.doubt, "no answer")
            try:
                async with asyncio.timeout(GIVEN_UP_SECONDS), open_reading() as reading:
                    seen = (reading.revision, reading.updated)
                if seen != self.state:
                    self.state = seen
                self.doubtful = False
            except Exception as error:  # noqa: BLE001 - whatever keeps the database away, it is asked again
                self.doubt(type(error).__name__)
            finally:
                doubt.cancel()
            self.asked.set()
            self.also()
            await asyncio.sleep(self.seconds)

    def doubt(self, why: str) -> None:
        """Note that the database cannot be asked, and say so the first time."""
        if not self.doubtful:
            log.warning("the newest revision cannot be asked for: %s", why)
        self.doubtful = True
        self.asked.set()
