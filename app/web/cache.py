"""Cache: ready answers in front of the framework, found by the very bytes of a request, gone with their revision.

An answer is kept under what was asked: path, query string and the headers that it varies by, exactly as they
came. So no client can get another's language, format or encoding, and a request that was never answered before
passes through. Only complete answers with an entity tag are kept; errors never are. Everything is bounded in
bytes, the least recently used goes first.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from secrets import token_hex

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.conditional import TAG
from app.web.freshness import Freshness
from app.web.metrics import Metrics

Headers = list[tuple[bytes, bytes]]
Key = tuple[str, bytes, bytes, bytes, bytes]

PREFIX = "/v1/"
HIT = (b"cache-status", b"betech; hit")
STALE = (b"cache-status", b"betech; hit; detail=database-away")
MISS = (b"cache-status", b"betech; fwd=miss")
NOT_OF_THE_ANSWER = (b"x-request-id", b"cache-status", b"date")
# What a 304 carries of its answer's headers.
OF_THE_STATE = (b"etag", b"cache-control", b"vary", b"content-language", b"last-modified", b"access-control-")
# A request with one of these is not looked up: it asks for a part, or has conditions of another kind.
ASKING_DIFFERENTLY = frozenset((b"range", b"if-range", b"if-modified-since", b"if-match", b"if-unmodified-since"))
LARGEST_REQUEST_ID = 64
KEY_OVERHEAD = 600  # bytes that an entry takes beside its body, roughly


@dataclass(slots=True)
class Kept:
    """One answer that is kept: its state's tag, its headers, its body, and how many bytes it counts for."""

    tag: bytes
    headers: Headers
    unchanged: Headers
    body: bytes
    size: int


class Cache:
    """Pure ASGI in front of the application; `max_bytes` 0 turns it off."""

    def __init__(self, app: ASGIApp, freshness: Freshness, metrics: Metrics, max_bytes: int) -> None:
        self.app = app
        self.freshness = freshness
        self.metrics = metrics
        self.max_bytes = max_bytes
        self.kept: OrderedDict[Key, Kept] = OrderedDict()
        self.flights: dict[Key, asyncio.Event] = {}
        self.bytes = 0
        self.state: object = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, else pass the request on and keep the answer."""
        if not self.max_bytes or scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        if self.state is not self.freshness.state:
            self.forget()
        key, tags, request_id = read(scope)
        if key is None or self.state is None:
            await self.app(scope, receive, send)
            return
        kept = self.kept.get(key)
        if kept is None:
            kept = await self.landed(key)
        if kept is None:
            await self.fly(key, scope, receive, send)
            return
        self.kept.move_to_end(key)
        await self.answer(kept, tags, request_id, send, head=scope["method"] == "HEAD")

    def forget(self) -> None:
        """Drop everything: another revision holds now."""
        self.kept.clear()
        self.bytes = 0
        self.state = self.freshness.state

    async def answer(self, kept: Kept, tags: bytes | None, request_id: bytes, send: Send, *, head: bool) -> None:
        """Send an answer that is kept, or say that the client's copy is still good."""
        unchanged = tags is not None and matches(tags, kept.tag)
        self.metrics.hit(304 if unchanged else 200)
        said = STALE if self.freshness.doubtful else HIT
        headers = kept.unchanged if unchanged else kept.headers
        start: Message = {
            "type": "http.response.start",
            "status": 304 if unchanged else 200,
            "headers": [*headers, said, (b"x-request-id", request_id)],
        }
        await send(start)
        await send({"type": "http.response.body", "body": b"" if unchanged or head else kept.body})

    async def landed(self, key: Key) -> Kept | None:
        """Wait for the same question if it is under way, and return what it brought; None when there is nothing."""
        flight = self.flights.get(key)
        if flight is None:
            return None
        await flight.wait()
        return self.kept.get(key)

    async def fly(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; whoever asks the same meanwhile waits for this answer."""
        state = self.state
        leads = scope["method"] == "GET" and key not in self.flights
        if leads:
            self.flights[key] = asyncio.Event()
        recorder = Recorder(send, self.max_bytes // 8)
        try:
            await self.app(scope, receive, recorder)
            if leads and recorder.complete and state is self.freshness.state:
                self.keep(key, recorder)
        finally:
            if leads:
                self.flights.pop(key).set()

    def keep(self, key: Key, recorder: "Recorder") -> None:
        """Keep an answer, and make room for it."""
        headers = recorder.headers
        said = dict(headers)
        tag = said.get(b"etag")
        if tag is None or b"no-store" in said.get(b"cache-control", b""):
            return
        body = bytes(recorder.body)
        unchanged = [(name, value) for name, value in headers if name.startswith(OF_THE_STATE)]
        size = len(body) + KEY_OVERHEAD + sum(len(part) for part in key)
        self.kept[key] = Kept(tag, headers, unchanged, body, size)
        self.bytes += size
        while self.bytes > self.max_bytes:
            _, gone = self.kept.popitem(last=False)
            self.bytes -= gone.size


class Recorder:
    """Sends an answer on as it comes and remembers a complete 200 that is not too long."""

    def __init__(self, send: Send, longest: int) -> None:
        self.send = send
        self.longest = longest
        self.headers: Headers = []
        self.body = bytearray()
        self.recording = False
        self.complete = False

    async def __call__(self, message: Message) -> None:
        """Send one ASGI message on."""
        if message["type"] == "http.response.start":
            self.recording = message["status"] == 200  # noqa: PLR2004 - nothing else is kept
            if self.recording:
                self.headers = [(n, v) for n, v in message["headers"] if n not in NOT_OF_THE_ANSWER]
            message = {**message, "headers": [*message["headers"], MISS]}
        elif self.recording:
            self.body += message.get("body", b"")
            self.recording = len(self.body) <= self.longest
            self.complete = self.recording and not message.get("more_body", False)
        await self.send(message)


def read(scope: Scope) -> tuple[Key | None, bytes | None, bytes]:
    """Return the key of a request (None when it is not looked up), its If-None-Match and the id that it gets."""
    said = dict(scope["headers"])
    if scope["method"] not in ("GET", "HEAD") or not ASKING_DIFFERENTLY.isdisjoint(said):
        return None, None, b""
    request_id = said.get(b"x-request-id") or token_hex(8).encode()
    if len(request_id) > LARGEST_REQUEST_ID or not request_id.translate(None, b"-_.").isalnum():
        return None, None, b""
    accept, language, encoding = (said.get(name, b"") for name in (b"accept", b"accept-language", b"accept-encoding"))
    return (scope["path"], scope["query_string"], accept, language, encoding), said.get(b"if-none-match"), request_id


def matches(tags: bytes, tag: bytes) -> bool:
    """Tell whether If-None-Match names a state (weak comparison)."""
    if tags == tag:
        return True
    opaque = weak(tag.decode("latin-1"))
    return tags.strip() == b"*" or opaque in named(TAG.findall(tags.decode("latin-1")))


def named(tags: Iterable[str]) -> set[str]:
    """Return tags without their mark of weakness."""
    return {weak(tag) for tag in tags}


def weak(tag: str) -> str:
    """Return a tag without its mark of weakness."""
    return tag.removeprefix("W/")
