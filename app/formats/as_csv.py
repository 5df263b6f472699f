"""CSV after RFC 4180, and the dialect that Excel opens by a double click where commas are decimal."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.dataset import Column, Dataset, Kind
from app.formats.as_json import dump
from app.formats.layout import lay_out
from app.formats.options import CsvDialect, Options, Stream

NOTES_KEY = "null_reasons"

# What a spreadsheet reads as the start of a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How cells are parted and written; `guarded` text never starts a formula."""

    delimiter: str
    encoding: str
    decimal_comma: bool
    guarded: bool


# The Belgian Excel reads a semicolon list with decimal commas. No `sep=` line: Excel would ignore the mark of UTF-8.
DIALECTS: Mapping[CsvDialect, Dialect] = {
    "rfc4180": Dialect(",", "utf-8", decimal_comma=False, guarded=False),
    "excel-be": Dialect(";", "utf-8-sig", decimal_comma=True, guarded=True),
}


def write(dataset: Dataset, options: Options) -> bytes:
    """Write a header row and all rows."""
    lines = stream(dataset, options)
    return lines.head() + lines.rows(dataset.rows, dataset.null_reasons) + lines.tail()


def stream(dataset: Dataset, options: Options) -> Stream:
    """Write the header row, then the rows batch by batch."""
    return CsvStream(dataset, options)


class CsvStream:
    """Lines in the making."""

    def __init__(self, dataset: Dataset, options: Options) -> None:
        self.layout = lay_out(dataset, options, "flat")
        self.dialect = DIALECTS[options.csv_dialect]
        self.notes = options.notes

    def head(self) -> bytes:
        """Return the header row, after the byte order mark where the dialect has one."""
        keys = [column.key for column in self.layout.columns] + ([NOTES_KEY] if self.notes else [])
        return self.lines([keys]).encode(self.dialect.encoding)

    def rows(self, rows: Sequence[tuple[Any, ...]], null_reasons: Sequence[Mapping[str, str]] = ()) -> bytes:
        """Return one line per row; an empty cell is null, and only `notes` tells why."""
        if not rows:
            return b""
        cells = [
            cells_of(column, values, self.dialect)
            for column, values in zip(self.layout.columns, self.layout.values(rows), strict=True)
        ]
        if self.notes:
            cells.append(list(map(reasons_cell, null_reasons)) if null_reasons else [None] * len(rows))
        return self.lines(zip(*cells, strict=True)).encode()

    def tail(self) -> bytes:
        """Nothing comes after the rows."""
        return b""

    def lines(self, rows: Any) -> str:
        """Return rows of cells as lines."""
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.dialect.delimiter, lineterminator="\r\n").writerows(rows)
        return text.getvalue()


def cells_of(column: Column, values: Sequence[Any], dialect: Dialect) -> Sequence[Any]:
    """Return a column as the csv module writes it: text, or values whose str() is right (integers, dates, null)."""
    if column.kind in WORDINGS:
        values = each(WORDINGS[column.kind], values)
    elif column.kind == "number" and dialect.decimal_comma:
        values = each(decimal_comma, values)
    if column.kind in ("string", "list") and dialect.guarded:
        values = guard(values)
    return values


def each(write_one: Callable[[Any], str], values: Sequence[Any]) -> list[str | None]:
    """Return every value as text, null as null."""
    return [None if value is None else write_one(value) for value in values]


def decimal_comma(value: float) -> str:
    """Return a number with a comma where it has a point."""
    return str(value).replace(".", ",")


def part_of_list(part: Any) -> str:
    """Return one entry of a list; an object as JSON."""
    return part if isinstance(part, str) else dump(part).decode()


def guard(values: Sequence[Any]) -> Sequence[Any]:
    """Put an apostrophe before text that a spreadsheet would run as a formula."""
    return [f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value for value in values]


def reasons_cell(reasons: Mapping[str, str]) -> str:
    """Return the reasons of a row's empty cells as `column=reason`, joined by semicolons."""
    return ";".join(f"{key}={reason}" for key, reason in reasons.items())


# Kinds whose str() is not what a cell holds.
WORDINGS: Mapping[Kind, Callable[[Any], str]] = {
    "boolean": lambda value: "true" if value else "false",
    "datetime": lambda value: str(value.isoformat()),
    "list": lambda parts: ";".join(map(part_of_list, parts)),
    "object": lambda value: dump(value).decode(),
}
