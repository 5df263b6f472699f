"""Options and Stream: how a reader wants an answer written, and how a long one is written row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from app.languages import DEFAULT_LANGUAGE, Language

Labels = Literal["code", "label", "both"]
CsvDialect = Literal["rfc4180", "excel-be"]
Theme = Literal["light", "dark"]

DEFAULT_WIDTH, DEFAULT_HEIGHT = 800, 450
MIN_SIDE, MAX_SIDE = 200, 2000


@dataclass(frozen=True, slots=True)
class Options:
    """How an answer is to be written; each format reads the options that concern it.

    `labels` says whether codes, their labels or both are shown. `notes` adds the reasons of empty cells
    to CSV. `width` and `height` are the size of a chart in CSS pixels, within MIN_SIDE and MAX_SIDE.
    """

    lang: Language = DEFAULT_LANGUAGE
    labels: Labels = "code"
    csv_dialect: CsvDialect = "rfc4180"
    notes: bool = False
    theme: Theme = "light"
    width: int = DEFAULT_WIDTH
    height: int = DEFAULT_HEIGHT


class Stream(Protocol):
    """A long answer in the making: `head` once, `rows` per batch in order, `tail` once; joined they are the answer.

    `null_reasons` of a batch runs parallel to its rows, or is empty.
    """

    def head(self) -> bytes:
        """Return what comes before the rows."""

    def rows(self, rows: Sequence[tuple[Any, ...]], null_reasons: Sequence[Mapping[str, str]] = ()) -> bytes:
        """Return a batch of rows, which may be nothing until a later batch completes it."""

    def tail(self) -> bytes:
        """Return what comes after the rows."""
