"""Bounds: how long an address, its headers and its body may be, and how long an answer may take."""

import asyncio
import logging
from collections.abc import Iterable

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import (
    BadRequest,
    Failure,
    HeadersTooLarge,
    PayloadTooLarge,
    RangeNotSatisfiable,
    TooSlow,
    Unavailable,
    UriTooLong,
)
from app.settings import Settings
from app.web.clients import CLIENT, Clients
from app.web.problems import problem, refusal

log = logging.getLogger("betech.web")

MOST_DIGITS = 15


class Bounds:
    """Pure ASGI inside the frame: what is too long is refused, what takes too long is given up."""

    def __init__(self, app: ASGIApp, settings: Settings, clients: Clients) -> None:
        self.app = app
        self.settings = settings
        self.clients = clients

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        CLIENT.set(self.clients.of(scope))
        try:
            self.refuse_too_long(scope)
            if scope["method"] == "POST":
                receive = await self.received(receive)
        except Failure as failure:
            await refusal({**scope, "failure": failure}, receive, send)
        else:
            await Answering(self.settings, scope, receive, send).run(self.app)

    def refuse_too_long(self, scope: Scope) -> None:
        """Raise the failure of a request that is beyond a bound."""
        bounds = self.settings
        path, query = len(scope.get("raw_path") or scope["path"].encode()), len(scope["query_string"])
        if path > bounds.max_path_bytes:
            raise UriTooLong(f"The path has {path} bytes; {bounds.max_path_bytes} are allowed.")
        if query > bounds.max_query_bytes:
            raise UriTooLong(f"The query string has {query} bytes; {bounds.max_query_bytes} are allowed.")
        size = sum(len(name) + len(value) for name, value in scope["headers"])
        if size > bounds.max_header_bytes:
            raise HeadersTooLarge(f"The headers have {size} bytes; {bounds.max_header_bytes} are allowed.")
        body = announced(scope["headers"])
        if body > bounds.max_body_bytes:
            raise self.too_large(body)

    def too_large(self, size: int) -> Failure:
        """Return the failure of a body that is too long; what of it is still to come is not read."""
        allowed = self.settings.max_body_bytes
        return PayloadTooLarge(
            f"The body has {size} bytes or more; {allowed} are allowed.", headers={"Connection": "close"}
        )

    async def received(self, receive: Receive) -> Receive:
        """Take in the whole body, and return what gives it again."""
        seconds = self.settings.client_seconds
        body, more = bytearray(), True
        try:
            async with asyncio.timeout(seconds):
                while more:
                    message = await receive()
                    body += message.get("body", b"")
                    more = message.get("more_body", False)
                    if len(body) > self.settings.max_body_bytes:
                        raise self.too_large(len(body))
        except TimeoutError as error:
            detail = f"The body did not arrive within {seconds:g} seconds."
            raise TooSlow(detail, headers={"Connection": "close"}) from error
        whole: list[Message] = [{"type": "http.request", "body": bytes(body), "more_body": False}]

        async def again() -> Message:
            return whole.pop() if whole else await receive()

        return again


class Answering:
    """One request while it is answered: at its time, what has begun is broken off, and what has not is refused."""

    def __init__(self, settings: Settings, scope: Scope, receive: Receive, send: Send) -> None:
        self.settings = settings
        self.scope, self.receive, self.send = scope, receive, send
        self.loop = asyncio.get_running_loop()
        self.timer = self.loop.call_later(settings.request_seconds, self.end)
        self.begun = False
        self.over = False
        self.replaced = False
        self.refusing: asyncio.Task[None] | None = None
        self.working: asyncio.Task[None] | None = None

    async def run(self, app: ASGIApp) -> None:
        """Answer the request."""
        self.working = asyncio.current_task()
        try:
            await app(self.scope, self.receive, self.pass_on)
        except asyncio.CancelledError:
            if not self.over:
                raise
            if self.working is not None:
                self.working.uncancel()
        finally:
            self.timer.cancel()
            self.working = None
            if self.refusing is not None:
                await self.refusing

    async def pass_on(self, message: Message) -> None:
        """Send one ASGI message, unless its time is over; the sending has a time of its own."""
        if self.over:
            return
        if not self.begun:
            self.begun = True
            self.timer.cancel()
            self.timer = self.loop.call_later(self.settings.sending_seconds, self.end)
            self.replaced = is_plain_fault(message)
            if self.replaced:
                await self.replace(message)
        if not self.replaced:
            await self.send(message)

    async def replace(self, start: Message) -> None:
        """Send a problem in the place of the plain text in which the framework refuses parts of its files."""
        kept = {name.decode(): value.decode() for name, value in start["headers"] if name == b"content-range"}
        slug = "range-not-satisfiable" if start["status"] == RangeNotSatisfiable.status else "bad-request"
        response = problem(Request(self.scope), slug, "The range of bytes cannot be given.", headers=kept)
        await response(self.scope, self.receive, self.send)

    def end(self) -> None:
        """End the work; who waits for an answer gets one first, since the work may take its time to end."""
        self.over = True
        if self.begun:
            log.warning("request %s was not sent within the time, it is broken off", self.scope["request_id"])
            self.stop()
        else:
            self.refusing = self.loop.create_task(self.refuse())

    async def refuse(self) -> None:
        """Say that the answer took too long, and stop working on it."""
        seconds = self.settings.request_seconds
        failure = Unavailable(
            f"No answer was found within {seconds:g} seconds; ask for less at once, or filter more.",
            headers={"Retry-After": "30"},
            extra={"seconds": seconds},
        )
        try:
            await refusal({**self.scope, "failure": failure}, self.receive, self.send)
        finally:
            self.stop()

    def stop(self) -> None:
        """Stop the work, if it is still under way."""
        if self.working is not None:
            self.working.cancel()


def is_plain_fault(start: Message) -> bool:
    """Tell whether an answer is a fault in plain text, which no answer of this service is."""
    kinds = (value for name, value in start["headers"] if name == b"content-type")
    return start["status"] >= BadRequest.status and next(kinds, b"").startswith(b"text/plain")


def announced(headers: Iterable[tuple[bytes, bytes]]) -> int:
    """Return the size that a request says its body has."""
    size = next((value for name, value in headers if name == b"content-length"), b"0")
    return int(size[:MOST_DIGITS]) if size.isdigit() else 0
