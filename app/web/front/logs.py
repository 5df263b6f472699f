"""Log lines: JSON or console, one per request with its id, route, status and duration; nothing of what was asked."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog
from structlog.typing import EventDict, Processor

from app.settings import Settings

Scope = MutableMapping[str, Any]

LONGEST_PATH = 200

UVICORN_LOGGERS = ("uvicorn", "uvicorn.error", "uvicorn.access")

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
        # What uvicorn sets up for itself where nobody says otherwise is taken back: one place decides.
        "loggers": {name: {"level": "NOTSET", "handlers": [], "propagate": True} for name in UVICORN_LOGGERS},
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


class RequestLines:
    """Writes one line per request; a server's fault is an error, everything else is information.

    A line that cannot be written, because the disk is full or nobody reads any more, is no reason to fail: the next
    one that can be written says how many were lost.
    """

    def __init__(self, settings: Settings) -> None:
        self.logger = logger(settings)
        self.lost = 0

    def write(self, scope: Scope, *, method: str, route: str, status: int, seconds: float) -> None:
        """Write the line of a request that has been answered."""
        say = self.logger.error if status >= 500 else self.logger.info  # noqa: PLR2004 - the service's own faults
        try:
            say(
                "request",
                request_id=scope.get("request_id"),
                method=method,
                route=route,
                path=scope["path"][:LONGEST_PATH],
                status=status,
                milliseconds=round(seconds * 1000, 2),
                **({"lines_lost": self.lost} if self.lost else {}),
            )
        except OSError:
            self.lost += 1
        else:
            self.lost = 0
