"""What HTTP offers to those who hold a copy or want a part: entity tags, If-None-Match, Range."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b

from app.errors import RangeNotSatisfiable

TAG = re.compile(rb'(?:W/)?"[^"]*"')
RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)
MAX_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Validator:
    """What tells one state of an answer from another: a strong tag and the time of its data."""

    tag: str
    modified: datetime

    @property
    def headers(self) -> dict[str, str]:
        """The headers that carry it."""
        return {"ETag": self.tag, "Last-Modified": format_datetime(self.modified.astimezone(UTC), usegmt=True)}


def entity_tag(data_version: int, program: str, canonical: str) -> str:
    """Return the strong tag of an answer: it changes with the data, the program and the question alone."""
    digest = blake2b(f"{program}\n{canonical}".encode(), digest_size=9).hexdigest()
    return f'"{data_version}-{digest}"'


def is_unchanged(request: Mapping[str, str], validator: Validator) -> bool:
    """Tell whether the request's preconditions say that its sender holds this state already (weak comparison)."""
    tags = request.get("if-none-match")
    if tags is not None:
        return matches(tags.encode("latin-1"), validator.tag.encode("latin-1"))
    since = http_date(request.get("if-modified-since"))
    return since is not None and validator.modified.replace(microsecond=0) <= since


def matches(tags: bytes, tag: bytes) -> bool:
    """Tell whether If-None-Match names a state (weak comparison)."""
    if tags == tag or tags.strip() == b"*":
        return True
    opaque = tag.removeprefix(b"W/")
    return opaque in {one.removeprefix(b"W/") for one in TAG.findall(tags)}


def tag_held(tags: bytes, tag: bytes) -> bytes:
    """Return a tag in the form in which If-None-Match holds it: weak where the copy was sent compressed."""
    strong = tag.removeprefix(b"W/")
    return b"W/" + strong if b"W/" + strong in tags else strong


def http_date(text: str | None) -> datetime | None:
    """Return the time that a header names, None when there is none or it cannot be read."""
    if text is None:
        return None
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def asked_range(request: Mapping[str, str], validator: Validator, size: int) -> tuple[int, int] | None:
    """Return first and last byte of the part that is asked for, None for the whole.

    The whole is also the answer to several ranges at once, to other units, and to an `If-Range` that
    names another state.

    Raises:
        RangeNotSatisfiable: the part lies outside the answer.

    """
    found = RANGE.fullmatch(request.get("range", "").replace(" ", ""))
    if found is None or found.group(1) == found.group(2) == "" or not holds(request.get("if-range"), validator):
        return None
    first, last = (digits[:MAX_DIGITS] for digits in found.groups())
    if first and last and int(last) < int(first):
        return None
    begin = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if begin >= size or (not first and int(last) == 0):
        raise RangeNotSatisfiable(
            f"The answer has {size} bytes; the part asked for lies outside.",
            headers={"Content-Range": f"bytes */{size}"},
        )
    return begin, end


def holds(if_range: str | None, validator: Validator) -> bool:
    """Tell whether an If-Range header names this state: a strong tag, or the exact time of the data."""
    if if_range is None:
        return True
    if '"' in if_range:
        return if_range.strip() == validator.tag
    return http_date(if_range) == validator.modified.replace(microsecond=0)
