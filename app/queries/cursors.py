"""Cursors: opaque words that say where a page ended, in which revision and of which question."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import orjson

from app.errors import BadRequest, Fault


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the values of its order and its id, in a revision, for the question of that fingerprint."""

    revision: int
    values: tuple[Any, ...]
    id: str
    fingerprint: str

    def checked(self, fingerprint: str) -> "Cursor":
        """Return the cursor itself; BadRequest when it belongs to another question."""
        if self.fingerprint != digest(fingerprint):
            raise broken("The cursor belongs to another question; keep filters and sort while paging.")
        return self

    def keys(self, number: int) -> tuple[Any, ...]:
        """Return the values of so many keys, its id the last one; BadRequest when they are not so many."""
        if len(self.values) + 1 != number:
            raise broken("The cursor cannot be read; take it from links.next of the page before.")
        return (*self.values, self.id)

    def place(self, numbers: int, newest: int) -> tuple[int, ...]:
        """Return the values as so many numbers, the first one a revision; BadRequest when they are none."""
        values = self.values
        if len(values) != numbers or not all(isinstance(value, int) for value in values) or not 0 < values[0] <= newest:
            raise broken("The cursor cannot be read; take it from links.next of the page before.")
        return values


def digest(fingerprint: str) -> str:
    """Return a short digest of the canonical filters and order."""
    return blake2b(fingerprint.encode(), digest_size=6).hexdigest()


def cursor_of(row: Sequence[Any], keys: int, revision: int, fingerprint: str) -> Cursor:
    """Return the cursor that stands on a row whose last values are the keys of its order, the last one its id."""
    values = tuple(row)[-keys:]
    return Cursor(revision, tuple(values[:-1]), str(values[-1]), digest(fingerprint))


def write_cursor(cursor: Cursor) -> str:
    """Return a cursor as a word for a query string."""
    content = [cursor.revision, [tagged(value) for value in cursor.values], cursor.id, cursor.fingerprint]
    return urlsafe_b64encode(orjson.dumps(content)).decode().rstrip("=")


def read_cursor(word: str) -> Cursor:
    """Return the cursor that a word stands for.

    Raises:
        BadRequest: the word was not made by this service.

    """
    try:
        content = orjson.loads(urlsafe_b64decode(word.encode() + b"=" * (-len(word) % 4)))
        revision, values, row_id, fingerprint = content
        cursor = Cursor(revision, tuple(untagged(value) for value in values), row_id, fingerprint)
    except (ValueError, TypeError, KeyError, ArithmeticError) as error:
        raise broken("The cursor cannot be read; take it from links.next of the page before.") from error
    texts = (row_id, fingerprint)
    if not isinstance(revision, int) or not all(isinstance(text, str) and "\x00" not in text for text in texts):
        raise broken("The cursor cannot be read; take it from links.next of the page before.")
    return cursor


def broken(detail: str) -> BadRequest:
    """Return the failure of a cursor that does not fit."""
    return BadRequest(
        detail, slug="invalid-cursor", title="Cursor does not fit", faults=[Fault("cursor", "invalid_cursor", detail)]
    )


def tagged(value: Any) -> Any:
    """Return a value as JSON that remembers its type."""
    if isinstance(value, Decimal):
        return {"n": str(value)}
    if isinstance(value, date | datetime):
        return {"d": value.isoformat()}
    return value


def untagged(value: Any) -> Any:
    """Return the value that was tagged."""
    if not isinstance(value, dict):
        return value
    if "n" in value:
        number = Decimal(value["n"])
        if not number.is_finite():
            raise ValueError(value)
        return number
    return date.fromisoformat(value["d"])
