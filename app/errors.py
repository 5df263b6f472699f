"""Every expected failure, with the status and title that its reader sees.

Failure
├── BadRequest          400  a fault in what was asked, one Fault per parameter
├── Merged              308  the id was merged; the survivor is named
├── NotFound            404  no such row, code, path or revision
├── MethodNotAllowed    405
├── NotAcceptable       406  a known format that the route does not have
├── TooSlow             408  a client that does not send its request
├── Gone                410  a withdrawn row, an expired cursor
├── PayloadTooLarge     413
├── UriTooLong          414
├── RangeNotSatisfiable 416
├── TooManyRequests     429
├── HeadersTooLarge     431
├── Unavailable         503  the database is away, or too much is under way; it can be asked again
└── CommandFailure           what the command line prints in one line before it ends with status 1
    ├── SettingFailure       a setting or the machine does not allow the start
    ├── DatabaseFailure      the database cannot be reached, is too old or not migrated
    └── ImportFailure        a file was refused; the report says why, nothing was written
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that was wrong in a request: which parameter, what kind of fault, and the way out."""

    parameter: str
    code: str
    detail: str
    value: str | None = None
    did_you_mean: str | None = None
    allowed: Sequence[str] = ()


class Failure(Exception):
    """An expected failure: `slug` names its problem page, `status` is its HTTP status."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(
        self,
        detail: str,
        *,
        slug: str | None = None,
        title: str | None = None,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.problem = slug or type(self).slug
        self.heading = title or type(self).title
        self.faults = tuple(faults)
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})


class BadRequest(Failure):
    """A fault in the query string."""

    status, slug, title = 400, "bad-request", "The request has a fault"


class Merged(Failure):
    """An id that was merged into another; `extra["survivor"]` is the id that stands for it now."""

    status, slug, title = 308, "merged", "Merged into another record"


class NotFound(Failure):
    """Nothing is there: no such row, code, path or revision."""

    status, slug, title = 404, "not-found", "Not found"


class MethodNotAllowed(Failure):
    """The service is read-only."""

    status, slug, title = 405, "method-not-allowed", "Method not allowed"


class NotAcceptable(Failure):
    """The format exists, but this answer cannot be written in it."""

    status, slug, title = 406, "not-acceptable", "Not available in this format"


class TooSlow(Failure):
    """A client that does not send the rest of its request."""

    status, slug, title = 408, "too-slow", "The request did not arrive in time"


class Gone(Failure):
    """A row that was withdrawn, or a cursor that has expired."""

    status, slug, title = 410, "gone", "Gone"


class PayloadTooLarge(Failure):
    """A request body beyond the bound."""

    status, slug, title = 413, "payload-too-large", "Request body too large"


class UriTooLong(Failure):
    """A path or query string beyond the bound."""

    status, slug, title = 414, "uri-too-long", "Address too long"


class RangeNotSatisfiable(Failure):
    """A byte range outside the body."""

    status, slug, title = 416, "range-not-satisfiable", "Range not satisfiable"


class TooManyRequests(Failure):
    """A client beyond its rate."""

    status, slug, title = 429, "too-many-requests", "Too many requests"


class HeadersTooLarge(Failure):
    """Request headers beyond the bound."""

    status, slug, title = 431, "headers-too-large", "Request headers too large"


class Unavailable(Failure):
    """The database is away for now."""

    status, slug, title = 503, "unavailable", "Temporarily unavailable"


class CommandFailure(Exception):
    """What the command line prints in one line, after `details`, before it ends with a non-zero status."""

    details: Sequence[str] = ()


class SettingFailure(CommandFailure):
    """A setting is wrong, or the machine does not allow the start."""


class DatabaseFailure(CommandFailure):
    """The database cannot be reached, is too old, or has another schema."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """One bad cell of an imported file; line 1 is the header, column None means the whole line."""

    file: str
    line: int
    column: str | None
    value: str | None
    problem: str
    remedy: str = ""


@dataclass
class ImportFailure(CommandFailure):
    """A file was refused and nothing was written; `faults` are the first of `count`."""

    summary: str
    faults: Sequence[CellFault] = field(default_factory=tuple)
    count: int = 0

    def __str__(self) -> str:
        return self.summary
