"""Service: what the routes of one application share: its settings, its way to the data, its measures."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from anyio import CapacityLimiter, to_thread

from app import __version__
from app.database.health import Readiness
from app.queries.vintages import Reading
from app.settings import Settings
from app.web.front.clients import CLIENT
from app.web.front.metrics import Metrics
from app.web.front.turns import Turns

PROGRAM = __version__


class OpenReading(Protocol):
    """Opens a reading of one revision; see app.queries.vintages.open_reading."""

    def __call__(self, *, as_of: Any = None, data_version: int | None = None) -> AbstractAsyncContextManager[Reading]:
        """Return the reading as a context."""


def base_of(settings: Settings) -> str:
    """Return what links begin with: the public address where it is set, else nothing."""
    return (settings.public_url or "").rstrip("/")


@dataclass(frozen=True, slots=True)
class Service:
    """One running application."""

    settings: Settings
    metrics: Metrics
    open_reading: OpenReading
    watch_reading: OpenReading
    readiness: Callable[[], Awaitable[Readiness]]
    reads: Turns = field(init=False)
    writes: Turns = field(init=False)
    writers: CapacityLimiter = field(init=False)

    def __post_init__(self) -> None:
        bounds = self.settings
        waiting = (bounds.heavy_waiting, bounds.heavy_wait_seconds)
        at_once = min(bounds.heavy_reads, max(1, bounds.pool_size - 1))
        object.__setattr__(self, "reads", Turns(at_once, *waiting))
        object.__setattr__(self, "writes", Turns(bounds.heavy_writes, *waiting))
        object.__setattr__(self, "writers", CapacityLimiter(bounds.heavy_writes))

    @property
    def base(self) -> str:
        """What links begin with: the public address where it is set, else nothing; never the host asked."""
        return base_of(self.settings)

    def read_in_turn(self) -> AbstractAsyncContextManager[None]:
        """Return the turn of whoever asks to read much; take it before a connection, so that none waits for another."""
        return self.reads.turn(CLIENT.get())

    async def write_aside(self, write: Callable[..., bytes], *arguments: Any) -> bytes:
        """Run a heavy writer outside the event loop, in turn.

        Raises:
            Unavailable: its turn did not come.

        """
        async with self.writes.turn(CLIENT.get()):
            # A thread cannot be ended: one that nobody waits for any more goes on, and counts until it is done.
            return await to_thread.run_sync(write, *arguments, limiter=self.writers, abandon_on_cancel=True)
