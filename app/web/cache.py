"""Cache: ready answers in front of the framework, found by the very bytes of a request, gone with their revision.

An answer is kept once under what was asked: the canonical address with format and language, and the coding of the
body. The very bytes of the requests that asked for it (path, query string and the headers that it varies by) lead to
it too, so that the next one alike is answered without being read. So no client can get another's language, format or
encoding. Only complete answers with an entity tag are kept; errors never are. Everything is bounded in bytes; what was
not asked for again since room was made last goes first, so that a flood of questions asked once drives out itself.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.conditional import matches, tag_held
from app.web.frame import REQUEST_ID
from app.web.freshness import Freshness
from app.web.metrics import Metrics
from app.web.request_ids import request_ids

Headers = list[tuple[bytes, bytes]]
Spelling = tuple[str, bytes, bytes | None, bytes | None, bytes | None]
Question = Callable[[Scope], tuple[Hashable, Scope] | None]

PREFIX = "/v1/"
HIT = (b"cache-status", b"betech; hit")
STALE = (b"cache-status", b"betech; hit; detail=database-away")
MISS = (b"cache-status", b"betech; fwd=miss")
NOT_OF_THE_ANSWER = (b"x-request-id", b"cache-status", b"date")
# What a 304 does not carry of its answer's headers, since they are about the body.
OF_THE_BODY = frozenset(
    (b"content-type", b"content-length", b"content-encoding", b"content-disposition", b"accept-ranges", b"link")
)
VARYING = (b"accept", b"accept-language", b"accept-encoding")
# A request with one of these is not looked up: it asks for a part, or has conditions of another kind.
ASKING_DIFFERENTLY = frozenset((b"range", b"if-range", b"if-modified-since", b"if-match", b"if-unmodified-since"))
# A request with one of these is looked at before it is looked up.
NOT_AT_ONCE = ASKING_DIFFERENTLY | {b"x-request-id"}
START = "http.response.start"
NOTHING: Message = {"type": "http.response.body", "body": b""}
KEY_OVERHEAD = 600  # bytes that an entry takes beside its body and its spellings, roughly
SPELLING_OVERHEAD = 300
MOST_SPELLINGS = 16
FLIGHT_SECONDS = 5.0  # how long the same question is waited for


@dataclass(slots=True)
class Kept:
    """One answer that is kept: its parts as they are sent, and whether it was `asked` again since room was made last."""

    tag: bytes
    headers: Headers
    unchanged: Headers
    body: Message
    size: int
    asked: bool = False
    spellings: list[Spelling] = field(default_factory=list)


class Cache:
    """Pure ASGI in front of the application.

    `question` reads a request that is not known by its bytes: it returns the key of what is asked, and the scope to
    pass on; without it, or where it returns None, the bytes are the key.
    """

    def __init__(
        self, app: ASGIApp, freshness: Freshness, metrics: Metrics, max_bytes: int, question: Question | None = None
    ) -> None:
        self.app = app
        self.freshness = freshness
        self.metrics = metrics
        self.max_bytes = max_bytes
        self.question = question
        self.kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self.ready: dict[Spelling, Kept] = {}
        self.flights: dict[Hashable, asyncio.Event] = {}
        self.bytes = 0
        self.state: object = None
        self.ids = request_ids()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, else pass the request on and keep the answer.

        The way of a hit is written out here: each call less, each name less that is looked up, is a hundredth of it.
        """
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = scope["headers"]
        said = dict(headers)
        known = said.get
        kept = self.ready.get(
            (
                scope["path"],
                scope["query_string"],
                known(b"accept"),
                known(b"accept-language"),
                known(b"accept-encoding"),
            )
        )
        if (
            kept is None
            or self.state is not self.freshness.state
            or scope["method"] != "GET"
            or len(said) != len(headers)
            or not NOT_AT_ONCE.isdisjoint(said)
        ):
            await self.look(scope, receive, send)
            return
        kept.asked = True
        tags = known(b"if-none-match")
        if tags is None:
            self.metrics.hits_whole += 1
            await send({"type": START, "status": 200, "headers": [*kept.headers, self.said, next(self.ids)]})
            await send(kept.body)
        elif tags == kept.tag:
            self.metrics.hits_unchanged += 1
            await send({"type": START, "status": 304, "headers": [*kept.unchanged, self.said, next(self.ids)]})
            await send(NOTHING)
        else:
            await self.answer(kept, scope, next(self.ids), send)

    async def look(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that is not known by its bytes, or that is not a plain GET."""
        if self.state is not self.freshness.state:
            self.forget()
        spelling = None if self.state is None or not scope["path"].startswith(PREFIX) else spelling_of(scope)
        request_id = None if spelling is None else self.request_id(scope)
        if spelling is None or request_id is None:
            await self.app(scope, receive, send)
            return
        key, onward = (None if self.question is None else self.question(scope)) or (spelling, scope)
        kept = self.kept.get(key) or await self.landed(key)
        if kept is None:
            await self.fly(key, spelling, onward, receive, send)
            return
        self.remember(spelling, kept)
        await self.answer(kept, scope, request_id, send)

    def request_id(self, scope: Scope) -> tuple[bytes, bytes] | None:
        """Return the id that a request came with or gets, as a header; None when the one it came with is not sound."""
        given = dict(scope["headers"]).get(b"x-request-id")
        if not given:
            return next(self.ids)
        return (b"x-request-id", given) if REQUEST_ID.fullmatch(given.decode("latin-1")) else None

    @property
    def said(self) -> tuple[bytes, bytes]:
        """What the answers that are kept say of the cache."""
        return STALE if self.freshness.doubtful else HIT

    def forget(self) -> None:
        """Drop everything: another revision holds now."""
        self.kept.clear()
        self.ready.clear()
        self.bytes = 0
        self.state = self.freshness.state

    async def answer(self, kept: Kept, scope: Scope, request_id: tuple[bytes, bytes], send: Send) -> None:
        """Send an answer that is kept, or say that the client's copy is still good."""
        kept.asked = True
        tags = dict(scope["headers"]).get(b"if-none-match")
        if tags is not None and matches(tags, kept.tag):
            self.metrics.hits_unchanged += 1
            held = tag_held(tags, kept.tag)
            headers = [(name, held if name == b"etag" else value) for name, value in kept.unchanged]
            await send({"type": START, "status": 304, "headers": [*headers, self.said, request_id]})
            await send(NOTHING)
        else:
            self.metrics.hits_whole += 1
            await send({"type": START, "status": 200, "headers": [*kept.headers, self.said, request_id]})
            await send(NOTHING if scope["method"] == "HEAD" else kept.body)

    async def landed(self, key: Hashable) -> Kept | None:
        """Wait for the same question if it is under way, and return what it brought; None when there is nothing."""
        flight = self.flights.get(key)
        if flight is None:
            return None
        with suppress(TimeoutError):  # whoever asked first may take the answer slowly; that holds up nobody else
            async with asyncio.timeout(FLIGHT_SECONDS):
                await flight.wait()
        return self.kept.get(key)

    async def fly(self, key: Hashable, spelling: Spelling, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; whoever asks the same meanwhile waits for this answer."""
        state = self.state
        leads = scope["method"] == "GET" and key not in self.flights
        if leads:
            self.flights[key] = asyncio.Event()
        recorder = Recorder(send, self.max_bytes // 8)
        try:
            await self.app(scope, receive, recorder)
            if leads and recorder.complete and state is self.state is self.freshness.state:
                self.keep(key, spelling, recorder)
        finally:
            if leads:
                self.flights.pop(key).set()

    def keep(self, key: Hashable, spelling: Spelling, recorder: "Recorder") -> None:
        """Keep an answer, and make room for it."""
        headers = recorder.headers
        said = dict(headers)
        tag = said.get(b"etag")
        if tag is None or b"no-store" in said.get(b"cache-control", b""):
            return
        body = bytes(recorder.body)
        unchanged = [(name, value) for name, value in headers if name not in OF_THE_BODY]
        message = {"type": "http.response.body", "body": body}
        kept = Kept(tag, headers, unchanged, message, len(body) + KEY_OVERHEAD + len(str(key)))
        self.kept[key] = kept
        self.bytes += kept.size
        self.remember(spelling, kept)

    def remember(self, spelling: Spelling, kept: Kept) -> None:
        """Let the bytes of a request lead to an answer; only the newest few for each."""
        if spelling in self.ready:
            return
        if len(kept.spellings) == MOST_SPELLINGS:
            oldest = kept.spellings.pop(0)
            del self.ready[oldest]
            self.resize(kept, -size_of(oldest))
        kept.spellings.append(spelling)
        self.ready[spelling] = kept
        self.resize(kept, size_of(spelling))
        while self.bytes > self.max_bytes:
            self.drop_one()

    def resize(self, kept: Kept, more: int) -> None:
        """Count bytes that an answer takes more, or less, than before."""
        kept.size += more
        self.bytes += more

    def drop_one(self) -> None:
        """Drop the oldest answer that was not asked for again; those that were get another round."""
        while True:
            key, kept = self.kept.popitem(last=False)
            if not kept.asked:
                break
            kept.asked = False
            self.kept[key] = kept
        for spelling in kept.spellings:
            del self.ready[spelling]
        self.bytes -= kept.size


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


def spelling_of(scope: Scope) -> Spelling | None:
    """Return what a request is known by; None when it is not looked up, as when a header says two things."""
    headers = scope["headers"]
    said = dict(headers)
    if scope["method"] not in ("GET", "HEAD") or not ASKING_DIFFERENTLY.isdisjoint(said):
        return None
    once = (*VARYING, b"if-none-match", b"x-request-id")
    if len(said) != len(headers) and any(sum(name == one for name, _ in headers) > 1 for one in once):
        return None
    accept, language, encoding = (said.get(name) for name in VARYING)
    return scope["path"], scope["query_string"], accept, language, encoding


def size_of(spelling: Spelling) -> int:
    """Return how many bytes a spelling takes."""
    return SPELLING_OVERHEAD + sum(len(part or b"") for part in spelling)
