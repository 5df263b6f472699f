"""Rates: how often one client may ask; told in the RateLimit headers, refused with the time to come back."""

import logging
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass

from limits import RateLimitItem, parse
from limits.aio.storage import RedisStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.errors import StorageError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Failure, TooManyRequests
from app.formats import FORMATS
from app.settings import Settings
from app.web.front.clients import Clients
from app.web.front.windows import Windows

log = logging.getLogger("betech.web")

POLICY = "default"
# What asks for data counts. Pages, documents, code lists and the state of the service are free.
COUNTED = ("/v1/", "/sdmx/2.1/data/", "/sdmx/3.0/data/", "/embed", "/mcp")
FREE = ("/v1/dimensions", "/v1/measures")
HEAVY_COST = 5
HEAVY_FORMATS = tuple(key for key, entry in FORMATS.items() if entry.heavy)
HEAVY = frozenset(FORMATS[key].media_type.encode() for key in HEAVY_FORMATS)
UNCHANGED = 304
OWN_FAULT = 500

# How long a storage that failed is left alone, and how long one is waited for.
REST_SECONDS = 5.0
PATIENCE_SECONDS = 0.25
FAILURES = (StorageError, OSError)


@dataclass(frozen=True, slots=True)
class Left:
    """What a client may still spend, and in how many seconds it may spend all again."""

    quota: int
    seconds: int


class Budget:
    """What each client has spent, counted where all processes count, and here alone while that place is away."""

    def __init__(self, rate: RateLimitItem, shared: Storage | None = None) -> None:
        self.rate = rate
        self.own = FixedWindowRateLimiter(Windows())
        self.shared = None if shared is None else FixedWindowRateLimiter(shared)
        self.away_until = -math.inf

    @property
    def limiter(self) -> FixedWindowRateLimiter:
        """The one that counts at the moment."""
        return self.own if self.shared is None or time.monotonic() < self.away_until else self.shared

    async def left(self, client: str) -> Left:
        """Return what is left to a client."""
        limiter = self.limiter
        try:
            stats = await limiter.get_window_stats(self.rate, client)
        except FAILURES as error:
            self.leave(error)
            stats = await self.own.get_window_stats(self.rate, client)
        seconds = math.ceil(stats.reset_time - time.time())
        full = self.rate.get_expiry()
        return Left(stats.remaining, min(seconds, full) if seconds > 0 else full)

    async def spend(self, client: str, cost: int) -> None:
        """Count an answer."""
        limiter = self.limiter
        try:
            await limiter.hit(self.rate, client, cost=cost)
        except FAILURES as error:
            self.leave(error)
            await self.own.hit(self.rate, client, cost=cost)

    def leave(self, error: Exception) -> None:
        """Count here for a while, because the shared place failed; a limit must never be why there is no answer."""
        if self.away_until == -math.inf:
            log.warning("the shared rate limits cannot be reached, each process counts alone: %s", type(error).__name__)
        self.away_until = time.monotonic() + REST_SECONDS


class Rates:
    """Pure ASGI in front of everything else, where a rate is set; `refused` answers with the failure in the scope."""

    def __init__(self, app: ASGIApp, refused: ASGIApp, budget: Budget, clients: Clients) -> None:
        self.app = app
        self.refused = refused
        self.budget = budget
        self.clients = clients
        self.policy = f'"{POLICY}";q={budget.rate.amount};w={budget.rate.get_expiry()}'.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count its answer, or refuse it."""
        if scope["type"] != "http" or is_free(scope):
            await self.app(scope, receive, send)
            return
        client = self.clients.of(scope)
        left = await self.budget.left(client)

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                spent = cost_of(message["status"], message["headers"])
                if spent:
                    await self.budget.spend(client, spent)
                message = {**message, "headers": [*message["headers"], *self.told(left, spent)]}
            await send(message)

        if left.quota > 0:
            await self.app(scope, receive, counted)
        else:
            await self.refused({**scope, "failure": self.too_many(left)}, receive, counted)

    def told(self, left: Left, spent: int) -> tuple[tuple[bytes, bytes], ...]:
        """Return the headers that tell a client where it stands."""
        stands = f'"{POLICY}";r={max(0, left.quota - spent)};t={left.seconds}'
        return (b"ratelimit-policy", self.policy), (b"ratelimit", stands.encode())

    def too_many(self, left: Left) -> Failure:
        """Return the failure of a client that has nothing left."""
        rate = self.budget.rate
        return TooManyRequests(
            f"One client may make {rate.amount} requests in {rate.get_expiry()} seconds, those for "
            f"{', '.join(HEAVY_FORMATS)} counting {HEAVY_COST} times; ask again in {left.seconds} seconds.",
            headers={"Retry-After": str(left.seconds)},
            extra={"limit": rate.amount, "window_seconds": rate.get_expiry()},
        )


def is_free(scope: Scope) -> bool:
    """Tell whether a request costs nothing whatever its answer."""
    path = scope["path"]
    return not path.startswith(COUNTED) or path.startswith(FREE) or scope["method"] == "OPTIONS"


def cost_of(status: int, headers: Iterable[tuple[bytes, bytes]]) -> int:
    """Return what an answer costs: nothing when it is unchanged or when no answer could be given."""
    if status in (UNCHANGED, TooManyRequests.status) or status >= OWN_FAULT:
        return 0
    kind = next((value for name, value in headers if name == b"content-type"), b"")
    return HEAVY_COST if kind in HEAVY else 1


def budget_of(settings: Settings) -> Budget | None:
    """Return the budget that the settings give a client; None where they set no limit."""
    if settings.rate_limit is None:
        return None
    if settings.rate_limit_url is None:
        return Budget(parse(settings.rate_limit))
    shared = RedisStorage(
        f"async+{settings.rate_limit_url.get_secret_value()}",
        implementation="redispy",
        key_prefix="betech",
        wrap_exceptions=True,
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
    )
    return Budget(parse(settings.rate_limit), shared)
