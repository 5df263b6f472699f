"""Connections: uvicorn's protocol with bounds on what a client may send before it is heard, and on how slow it may be."""

import asyncio
from functools import cache
from secrets import token_hex
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.errors import BadRequest, Failure, HeadersTooLarge, TooSlow, Unavailable, UriTooLong
from app.settings import Settings, load
from app.web.front.frame import FIXED_HEADERS, FRAMES_REFUSED, NOTHING_ALLOWED
from app.web.problem_types import PROBLEM_TYPES
from app.web.problems import MEDIA_TYPE

settings_of_this_process = cache(load)

LOOKS = 4  # how often within a client's time its progress is looked at
SLICE = 8_192  # a head is counted in pieces of that size at most
LINGER_SECONDS = 1.0
START_LINE = 100  # bytes of a request's first line beside its address, roughly


class Connection(HttpToolsProtocol):
    """One connection; the settings come from the environment, as those of the whole server process do."""

    settings: Settings | None = None

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        bounds = self.settings or settings_of_this_process()
        self.bounds = bounds
        self.longest_head = START_LINE + bounds.max_path_bytes + bounds.max_query_bytes + bounds.max_header_bytes
        self.head_bytes = 0
        self.in_head = True
        self.refused = False
        self.since = 0.0
        self.unsent = 0
        self.unsent_since = self.moved_at = 0.0
        self.watch: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin to watch a connection, or refuse one that is too many."""
        super().connection_made(transport)
        self.since = self.loop.time()
        if len(self.connections) > self.bounds.max_connections:
            most = self.bounds.max_connections
            detail = f"{most} connections are open, which is as many as this process keeps."
            self.refuse(Unavailable(detail, headers={"Retry-After": "1"}))
        self.watch = self.loop.call_later(self.bounds.client_seconds / LOOKS, self.look)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop watching."""
        super().connection_lost(exc)
        if self.watch is not None:
            self.watch.cancel()

    def data_received(self, data: bytes) -> None:
        """Read what came; a head that goes on and on is refused before it is whole."""
        for begin in range(0, len(data), SLICE):
            if self.refused:
                return
            part = data if len(data) <= SLICE else data[begin : begin + SLICE]
            super().data_received(part)
            if self.in_head:
                self.head_bytes += len(part)
                if self.head_bytes > self.longest_head:
                    self.refuse(self.too_long())

    def too_long(self) -> Failure:
        """Return the failure of a head that is too long: by its address, else by its headers."""
        bounds, address = self.bounds, len(getattr(self, "url", b""))
        if address > bounds.max_path_bytes + bounds.max_query_bytes:
            return UriTooLong(
                f"{bounds.max_path_bytes} bytes of a path and {bounds.max_query_bytes} of a query string are allowed."
            )
        return HeadersTooLarge(f"The headers have more bytes than the {bounds.max_header_bytes} that are allowed.")

    def on_message_begin(self) -> None:
        """Begin to read the head of a request."""
        super().on_message_begin()
        self.in_head = True
        self.head_bytes = 0
        self.since = self.loop.time()

    def on_headers_complete(self) -> None:
        """Begin to answer a request."""
        self.in_head = False
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Note when the connection became idle."""
        self.since = self.loop.time()
        super().on_response_complete()

    @property
    def answers(self) -> bool:
        """Whether an answer is under way."""
        return self.cycle is not None and not self.cycle.response_complete

    def look(self) -> None:
        """Let go of a client that sends nothing although it should, or takes nothing of its answer."""
        now = self.loop.time()
        if self.refused or (self.transport.is_closing() and not self.transport.get_write_buffer_size()):
            return
        if self.stalls(now):
            self.transport.abort()
            return
        allowed = self.bounds.client_seconds if self.in_head else self.bounds.keep_alive_seconds
        if not self.answers and not self.unsent and now - self.since > allowed:
            if self.in_head and self.head_bytes:
                self.refuse(TooSlow(f"The request did not arrive within {allowed:g} seconds."))
                return
            self.transport.close()
        self.watch = self.loop.call_later(self.bounds.client_seconds / LOOKS, self.look)

    def stalls(self, now: float) -> bool:
        """Tell whether the client takes nothing of what is to be sent, or takes too long for all of it."""
        unsent = self.transport.get_write_buffer_size()
        if not unsent:
            self.unsent = 0
            return False
        if not self.unsent:
            self.unsent_since = self.moved_at = now
        elif unsent != self.unsent:
            self.moved_at = now
        self.unsent = unsent
        bounds = self.bounds
        return now - self.moved_at > bounds.client_seconds or now - self.unsent_since > bounds.sending_seconds

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request."""
        self.refuse(BadRequest(f"{msg.rstrip('.')}."))

    def refuse(self, failure: Failure) -> None:
        """Answer with a problem before there is a request, and end the connection.

        What the client still sends is thrown away for a moment: it would not hear the answer if the connection were
        closed while it talks.
        """
        if self.refused or self.transport.is_closing():
            return
        self.refused = True
        self.logger.info("a connection was refused with %s", failure.status)
        if self.answers:  # the problem would stand in the middle of another answer
            self.transport.close()
            return
        self.transport.write(problem_bytes(failure, dict(self.server_state.default_headers)))
        self.transport.write_eof()
        self.loop.call_later(LINGER_SECONDS, self.transport.abort)


def problem_bytes(failure: Failure, default_headers: dict[bytes, bytes]) -> bytes:
    """Return a whole answer that is a problem, with the headers that every answer of the service has."""
    known = PROBLEM_TYPES[failure.problem]
    request_id = token_hex(8)
    body = orjson.dumps(
        {
            "type": f"/problems/{failure.problem}",
            "title": known.title.en,
            "status": known.status,
            "detail": failure.detail,
            "request_id": request_id,
            **failure.extra,
        }
    )
    headers = {
        **FIXED_HEADERS,
        **failure.headers,
        "Cache-Control": "no-store",
        "Content-Security-Policy": NOTHING_ALLOWED,
        "X-Frame-Options": FRAMES_REFUSED,
        "X-Request-Id": request_id,
        "Content-Type": MEDIA_TYPE,
        "Content-Length": str(len(body)),
        "Connection": "close",
    }
    lines = [name + b": " + value for name, value in default_headers.items()]
    lines += [f"{name.lower()}: {value}".encode() for name, value in headers.items()]
    return STATUS_LINE[known.status] + b"\r\n".join(lines) + b"\r\n\r\n" + body
