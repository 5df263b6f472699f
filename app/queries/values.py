"""Read single values of a query string; what cannot be read is Refused with the way out."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

MOST_DIGITS = 30


class Refused(Exception):
    """A value that cannot be read; carries the fault without its parameter."""

    def __init__(self, code: str, detail: str, did_you_mean: str | None = None, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(detail)
        self.code, self.detail, self.did_you_mean, self.allowed = code, detail, did_you_mean, allowed


def refuse_odd_letters(name: str, value: str) -> None:
    """Refuse what PostgreSQL cannot store in a text: it could match nothing."""
    if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise Refused("not_text", f"'{name}' has a character that no text can have.")


def read_boolean(value: str) -> bool:
    """Return a truth value written as `true` or `false`."""
    found = {"true": True, "false": False}.get(value.strip().lower())
    if found is None:
        raise Refused("not_a_boolean", f"'{value}' is neither true nor false.", allowed=("true", "false"))
    return found


def read_number(value: str) -> Decimal:
    """Return a number such as 1000000, 1.5 or 1e6."""
    try:
        number = Decimal(value.strip())
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or "_" in value or abs(number.adjusted()) > MOST_DIGITS:
        raise Refused("not_a_number", f"'{value}' is no number such as 1000000, 1.5 or 1e6.")
    return number


def read_date(value: str) -> date:
    """Return a date written as YYYY-MM-DD."""
    word = value.strip()
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", word):
            return date.fromisoformat(word)
    except ValueError:
        pass  # looks like a date and is none, such as 2023-02-29: refused below with the rest
    raise Refused("not_a_date", f"'{value}' is no date such as 2024-05-31.")


def read_partial_date(value: str) -> str:
    """Return a date written as YYYY, YYYY-MM or YYYY-MM-DD."""
    word = value.strip()
    read_date((word + "-01-01")[:10] if len(word) == len("2024") else (word + "-01")[:10])
    return word


def written(bound: Any) -> str:
    """Return a bound in its canonical spelling."""
    if isinstance(bound, Decimal):
        return f"{bound.normalize():f}"
    return str(bound)


def plain(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return values of the database as an answer holds them: floating-point numbers instead of decimals."""
    return tuple(float(value) if isinstance(value, Decimal) else value for value in values)
