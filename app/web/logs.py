"""Log lines: JSON or console, one per request with its id, route, status and duration; nothing of what was asked."""

import logging
import re
import secrets
import sys
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, Processor

from app.settings import Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

GIVEN_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")
LONGEST_PATH = 200

# uvicorn says each start of a process; below a warning that is for those who asked for debug.
LIBRARY_LEVELS = {"debug": "DEBUG", "info": "WARNING", "warning": "WARNING", "error": "ERROR"}


def log_config(settings: Settings) -> dict[str, Any]:
    """Return the configuration of the standard library's loggers, as logging.config.dictConfig takes it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": "structlog.stdlib.ProcessorFormatter",
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderers(settings)],
                "foreign_pre_chain": stamps(),
            }
        },
        "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines", "stream": "ext://sys.stderr"}},
        "root": {"handlers": ["lines"], "level": LIBRARY_LEVELS[settings.log_level]},
    }


def stamps() -> list[Processor]:
    """Return what gives every line its level and its time (UTC)."""
    return [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True)]


def renderers(settings: Settings) -> list[Processor]:
    """Return what turns an entry into a line; exceptions keep their traceback, which no answer ever shows."""
    if is_json(settings):
        return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(as_json)]
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]


def is_json(settings: Settings) -> bool:
    """Tell whether lines are JSON: asked for, or nobody watches."""
    return settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty())


def as_json(entry: EventDict, **_options: Any) -> str:
    """Write an entry as one line of JSON."""
    return orjson.dumps(entry, default=str).decode()


def logger(settings: Settings) -> structlog.typing.FilteringBoundLogger:
    """Return the service's own logger, for structured entries, on standard error."""
    bound: structlog.typing.FilteringBoundLogger = structlog.wrap_logger(
        structlog.WriteLogger(sys.stderr),
        processors=[structlog.processors.add_log_level, *stamps()[1:], *renderers(settings)],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, settings.log_level.upper())),
        cache_logger_on_first_use=True,
    )
    return bound.bind()


def request_id(scope: Scope) -> str:
    """Return the id of a request: the client's own X-Request-Id where it is a sane one, else a new one.

    It is kept in the request's state, so that the answer, the problem and the log line say the same.
    """
    state = scope.setdefault("state", {})
    if "request_id" not in state:
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        state["request_id"] = given.decode() if GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
    found: str = state["request_id"]
    return found


class RequestLog:
    """Outermost ASGI layer: gives every request an id and writes its line when the answer has been sent."""

    def __init__(self, app: Application, settings: Settings) -> None:
        self.app = app
        self.logger = logger(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begin = time.perf_counter()
        identity = request_id(scope)
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                names = {name for name, _ in message["headers"]}
                if b"x-request-id" not in names:
                    message["headers"] = [*message["headers"], (b"x-request-id", identity.encode())]
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            write = self.logger.error if status >= 500 or not status else self.logger.info  # noqa: PLR2004 - a server's fault
            write(
                "request",
                request_id=identity,
                method=scope["method"],
                route=getattr(scope.get("route"), "path", None),
                path=scope["path"][:LONGEST_PATH],
                status=status,
                milliseconds=round((time.perf_counter() - begin) * 1000, 2),
            )
