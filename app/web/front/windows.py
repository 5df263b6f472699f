"""Windows: how much each client has spent in its window of time, in the memory of one process, bounded."""

import time
from collections import OrderedDict

from limits.aio.storage import Storage

MOST_CLIENTS = 100_000  # beyond it those whose window began first are forgotten, some 20 MB


class Windows(Storage):
    """A storage for the `limits` library whose every step takes the same time, however many clients there are.

    All windows have one length, so that the order in which they began is the order in which they end.
    """

    STORAGE_SCHEME = None

    def __init__(self, most_clients: int = MOST_CLIENTS) -> None:
        super().__init__()
        self.most_clients = most_clients
        self.spent: OrderedDict[str, tuple[float, int]] = OrderedDict()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a storage may raise: this one has no reason to."""
        return ValueError

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count what a client spends and return its sum in this window."""
        now = time.monotonic()
        self.end_windows(now)
        ends, sum_before = self.spent.get(key, (now + expiry, 0))
        self.spent[key] = ends, sum_before + amount
        return sum_before + amount

    def end_windows(self, now: float) -> None:
        """Forget the windows that are over, and the oldest where there are too many."""
        while self.spent:
            ends, _ = next(iter(self.spent.values()))
            if ends > now and len(self.spent) < self.most_clients:
                return
            self.spent.popitem(last=False)

    async def get(self, key: str) -> int:
        """Return what a client has spent in its window."""
        ends, spent = self.spent.get(key, (0.0, 0))
        return spent if ends > time.monotonic() else 0

    async def get_expiry(self, key: str) -> float:
        """Return when the window of a client ends, by the clock on the wall; now, where it has none."""
        ends, _ = self.spent.get(key, (0.0, 0))
        return time.time() + max(0.0, ends - time.monotonic())

    async def check(self) -> bool:
        """Say that the storage works."""
        return True

    async def reset(self) -> int:
        """Forget everybody and return how many there were."""
        count = len(self.spent)
        self.spent.clear()
        return count

    async def clear(self, key: str) -> None:
        """Forget one client."""
        self.spent.pop(key, None)
