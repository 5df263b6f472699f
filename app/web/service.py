"""Service: what the routes of one application share: its settings, its way to the data, its measures."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from anyio import CapacityLimiter, fail_after, to_thread

from app import __version__
from app.database.health import Readiness
from app.errors import Unavailable
from app.queries.vintages import Reading
from app.settings import Settings
from app.web.metrics import Metrics

PROGRAM = __version__

# Writing charts, workbooks and long files is bound by the processor: two at a time keep the rest of a
# small machine free for those who ask for little; the others wait in turn, but not for ever.
WRITERS = 2
WRITING_SECONDS = 60.0


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
    readiness: Callable[[], Awaitable[Readiness]]
    writers: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(WRITERS))

    @property
    def base(self) -> str:
        """What links begin with: the public address where it is set, else nothing; never the host asked."""
        return base_of(self.settings)

    async def write_aside(self, write: Callable[..., bytes], *arguments: Any) -> bytes:
        """Run a heavy writer outside the event loop, in turn.

        Raises:
            Unavailable: its turn did not come or it was not done in time.

        """
        try:
            with fail_after(WRITING_SECONDS):
                return await to_thread.run_sync(write, *arguments, limiter=self.writers, abandon_on_cancel=True)
        except TimeoutError as error:
            raise Unavailable(
                "The answer took too long to write; ask for less, or again later.", headers={"Retry-After": "10"}
            ) from error
