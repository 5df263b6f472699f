"""Read a sheet of an Excel workbook (.xlsx) as columns of text, trusting nothing in the archive."""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import defusedxml.ElementTree
import openpyxl
import polars as pl
from defusedxml.common import DefusedXmlException

from app.imports.csv_files import LINE, Piece, Problem, UnreadableFile, ragged

LARGEST_UNPACKED_BYTES = 400 << 20
MOST_PARTS = 2_000
MOST_COLUMNS = 200
ROWS_PER_PIECE = 20_000
UNFIT = {"f": "a formula", "e": "an error value"}
SAVE_AGAIN = "save it again from Excel as .xlsx, or as CSV UTF-8"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of a workbook that holds the rows, and its header."""

    path: Path
    title: str
    header: tuple[str, ...]
    header_line: int = 1


def refuse_dangerous(path: Path) -> None:
    """Raise UnreadableFile for what is no plain workbook: too large once unpacked, macros, XML entities."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED_BYTES:
                problem = f"the workbook unpacks to more than {LARGEST_UNPACKED_BYTES >> 20} MB"
                raise UnreadableFile(0, problem, "save the rows as CSV UTF-8")
            if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
                raise UnreadableFile(0, "the workbook holds macros", "save it as .xlsx without macros")
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    walk(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(0, f"the file is no Excel workbook: {error}", SAVE_AGAIN) from error
    except (ParseError, DefusedXmlException) as error:
        raise UnreadableFile(0, f"the workbook holds damaged or dangerous XML: {error}", SAVE_AGAIN) from error


def walk(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Read one XML part to its end without keeping it; entities and damage raise."""
    with archive.open(part) as stream:
        for _, element in defusedxml.ElementTree.iterparse(stream, forbid_dtd=True):
            element.clear()


def open_sheet(path: Path, table: str) -> Sheet:
    """Return the sheet named after the table, or the only one that holds anything, with its header.

    Raises:
        UnreadableFile: the file is no harmless workbook, or it is not clear which sheet is meant.

    """
    refuse_dangerous(path)
    with opened(path) as book:
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        title = next(
            (name for name in sheets if name.strip().lower().replace("-", "_").replace(" ", "_") == table), None
        )
        if title is None:
            filled = [name for name, sheet in sheets.items() if first_row(sheet)]
            if len(filled) != 1:
                problem = "several sheets hold cells" if filled else "the workbook is empty"
                raise UnreadableFile(0, problem, f"keep one sheet, or name one of them {table}")
            title = filled[0]
        header = [text_of(cell) or "" for cell in first_row(sheets[title])]
    while header and not header[-1].strip():
        header.pop()
    if not header:
        raise UnreadableFile(1, "the sheet has no header line", "the first row names the columns")
    return Sheet(path, title, tuple(name.strip() for name in header))


class opened:  # noqa: N801 - it reads as a verb: with opened(path) as book
    """A workbook open for reading, cell by cell; whatever the library stumbles over is the file's fault."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> Any:
        try:
            self.book = openpyxl.load_workbook(self.path, read_only=True, data_only=False, keep_links=False)
        except Exception as error:  # the library lets many kinds of exception through on damaged files
            raise UnreadableFile(0, f"the workbook cannot be read: {error}", SAVE_AGAIN) from error
        return self.book

    def __exit__(self, *_: object) -> None:
        self.book.close()


def first_row(sheet: Any) -> list[Any]:
    """Return the cells of the first row, without the empty ones at its end."""
    cells = list(next(iter(sheet.iter_rows(max_row=1, max_col=MOST_COLUMNS)), ()))
    while cells and cells[-1].value is None:
        cells.pop()
    return cells


def text_of(cell: Any) -> str | None:
    """Return a cell as it would stand in a CSV file, None when it is empty."""
    value = cell.value
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def read_sheet(sheet: Sheet) -> Iterator[Piece]:
    """Read the rows of a sheet, some thousands at a time.

    Raises:
        UnreadableFile: the sheet cannot be read further.

    """
    size = sheet.path.stat().st_size
    with opened(sheet.path) as book:
        rows = enumerate(safely(book[sheet.title].iter_rows(min_row=2, max_col=MOST_COLUMNS)), 2)
        while batch := list(islice(rows, ROWS_PER_PIECE)):
            yield piece_of(batch, sheet.header, size)
            size = 0


def piece_of(batch: list[tuple[int, Any]], header: tuple[str, ...], size: int) -> Piece:
    """Return rows of cells as columns of text; blank rows are left out."""
    width = len(header)
    records: list[list[str | None]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    for line, row in batch:
        problems += [unfit(line, cell, header) for cell in row if cell.data_type in UNFIT and cell.value is not None]
        cells = [text_of(cell) for cell in row] + [None] * (width - len(row))
        filled = [number for number, cell in enumerate(cells, 1) if cell is not None]
        if filled and filled[-1] > width:
            problems.append(ragged(line, filled[-1], width))
        elif filled:
            records.append(cells[:width])
            lines.append(line)
    columns = list(zip(*records, strict=True)) or [()] * width
    frame = pl.DataFrame({str(number): pl.Series(column, dtype=pl.String) for number, column in enumerate(columns)})
    return Piece(frame.with_columns(pl.Series(LINE, lines, pl.UInt32)), problems, size)


def unfit(line: int, cell: Any, header: tuple[str, ...]) -> Problem:
    """Describe a cell that holds a formula or an error: its value is not a fact that was written down."""
    column = header[cell.column - 1] if cell.column <= len(header) else cell.column_letter
    return Problem(line, UNFIT[cell.data_type], "paste values instead (Paste special, Values)", column, str(cell.value))


def safely(rows: Any) -> Iterator[Any]:
    """Give rows until the library stumbles, which is then the file's fault."""
    try:
        yield from rows
    except Exception as error:  # the library lets many kinds of exception through on damaged files
        raise UnreadableFile(0, f"the sheet cannot be read: {error}", SAVE_AGAIN) from error
