"""Read a CSV file strictly, piece by piece, as columns of text with the line of each row."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import polars as pl
import pyarrow as pa
import pyarrow.csv as arrow_csv

PIECE_BYTES = 4 << 20
LONGEST_RECORD_BYTES = 2 << 20
HEAD_BYTES = 1 << 16
LINE = "line"


class UnreadableFile(Exception):
    """The file cannot be read further: at which line, why, and the way out."""

    def __init__(self, line: int, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.line, self.problem, self.remedy = line, problem, remedy


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that is no row, or a cell that holds no value; `column` is None for the whole line."""

    line: int
    problem: str
    remedy: str
    column: str | None = None
    value: str | None = None


def ragged(line: int, cells: int, width: int) -> Problem:
    """Describe a line with more or fewer cells than the header."""
    return Problem(
        line,
        f"the line has {cells} cell{'s' if cells != 1 else ''}, the header {width}",
        "one cell per column; put quotes around a cell that holds the separator",
    )


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a file: columns of text in the order of the header, null where empty, and `line`.

    `problems` are lines and cells that could not be read as a row of the header's width.
    """

    rows: pl.DataFrame
    problems: Sequence[Problem] = ()
    bytes_read: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """How a CSV file is written, and its header."""

    delimiter: str
    newline: bytes
    skipped_bytes: int
    header_line: int
    header: tuple[str, ...]


def read_layout(path: Path, known: Callable[[str], bool]) -> Layout:
    """Return how a file is written; the separator is the one that yields the most known column names.

    Raises:
        UnreadableFile: the file is empty, no UTF-8 text, or has no header line.

    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    refuse_other_encodings(head)
    skipped = 3 if head.startswith(b"\xef\xbb\xbf") else 0
    newline = b"\n" if b"\n" in head else b"\r"
    line = 1
    first, _, _ = head[skipped:].partition(newline)
    if first.strip().lower() in (b"sep=;", b"sep=,"):  # Excel's own hint, before the header
        skipped += len(first) + 1
        first, _, _ = head[skipped:].partition(newline)
        line = 2
    if not first.strip():
        raise UnreadableFile(line, "the file has no header line", "the first line names the columns")
    text = decode(first, line).strip("\r\n")
    splits = {delimiter: split_header(text, delimiter) for delimiter in (",", ";")}
    delimiter = max(splits, key=lambda key: sum(known(name) for name in splits[key]))
    return Layout(delimiter, newline, skipped + len(first) + 1, line, splits[delimiter])


def split_header(text: str, delimiter: str) -> tuple[str, ...]:
    """Return the names of a header line, without the empty ones that Excel leaves at its end."""
    names = [name.strip() for name in next(csv.reader([text], delimiter=delimiter), [])]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def refuse_other_encodings(head: bytes) -> None:
    """Raise UnreadableFile for an empty file, for UTF-16 and for what is no text at all."""
    remedy = "save it as CSV UTF-8"
    if not head.strip():
        raise UnreadableFile(1, "the file is empty", "the first line names the columns, each further line is a row")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(1, "the file is UTF-16, not UTF-8", remedy)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableFile(1, "the file is a workbook or archive, not CSV", "name it .xlsx, or save it as CSV UTF-8")
    if b"\0" in head:
        raise UnreadableFile(
            1 + head[: head.index(b"\0")].count(b"\n"), "the file holds NUL bytes: it is no text", remedy
        )


def decode(data: bytes, line: int) -> str:
    """Return the text of some lines; UnreadableFile names the first line that is not UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = line + data[: error.start].count(b"\n")
        raise UnreadableFile(
            at, f"not UTF-8: byte 0x{data[error.start]:02x} cannot be read", "save the file as CSV UTF-8"
        ) from error


def read_pieces(path: Path, layout: Layout) -> Iterator[Piece]:
    """Read the rows, some megabytes at a time, so that a long file needs no more memory than a short one.

    Raises:
        UnreadableFile: a quote never closes, a byte is not UTF-8, or a cell is beyond every bound.

    """
    with path.open("rb") as file:
        file.seek(layout.skipped_bytes)
        for line, data in split_at_records(file, layout):
            if b"\0" in data:
                at = line + data[: data.index(b"\0")].count(layout.newline)
                raise UnreadableFile(at, "the line holds a NUL byte", "remove it, or save the file as CSV UTF-8")
            yield parse(data, line, layout)


def split_at_records(file: BinaryIO, layout: Layout) -> Iterator[tuple[int, bytes]]:
    """Give pieces that end where a record ends, each with the number of its first line."""
    line, rest = layout.header_line + 1, b""
    while data := file.read(PIECE_BYTES):
        piece = rest + data
        cut = last_record_end(piece, layout.newline)
        if not cut and len(piece) > PIECE_BYTES + LONGEST_RECORD_BYTES:
            raise UnreadableFile(
                line, "a record does not end: a quote never closes, or a line is too long", "close the quote"
            )
        if cut:
            yield line, piece[:cut]
            line += piece.count(layout.newline, 0, cut)
        rest = piece[cut:]
    if rest:
        yield line, rest


def last_record_end(piece: bytes, newline: bytes) -> int:
    """Return where the last whole record ends: after a line end that no quote holds; 0 when there is none."""
    cut = piece.rfind(newline) + 1
    odd = piece.count(b'"', 0, cut) % 2
    while cut and odd:
        before = piece.rfind(newline, 0, cut - 1) + 1
        odd = (odd + piece.count(b'"', before, cut)) % 2
        cut = before
    return cut


def parse(data: bytes, line: int, layout: Layout) -> Piece:
    """Return the rows of a piece; what the fast reader does not take is read record by record."""
    if b'"' not in data or quotes_end_in_their_lines(data, layout):
        try:
            rows = parse_columns(data, layout).with_row_index(LINE, line)
        except pa.ArrowInvalid:  # a ragged or blank line, or a byte that is not UTF-8: the slow reader finds which
            return parse_records(data, line, layout)
        if rows.height == data.count(layout.newline) + (not data.endswith(layout.newline)):
            filled = rows.filter(pl.any_horizontal(pl.exclude(LINE).is_not_null()))
            return Piece(filled, bytes_read=len(data))
    return parse_records(data, line, layout)


def quotes_end_in_their_lines(data: bytes, layout: Layout) -> bool:
    """Tell whether each line that holds a quote is a whole record by itself, so that each line is one row."""
    lines = [line for line in data.split(layout.newline) if b'"' in line]
    try:
        texts = [line.decode("utf-8") for line in lines]
        return len(texts) == sum(1 for _ in csv.reader(texts, delimiter=layout.delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error):  # the slow reader finds out where, and says it
        return False


def parse_columns(data: bytes, layout: Layout, *, multiline: bool = False) -> pl.DataFrame:
    """Return the rows of a piece whose records all have the width of the header; ArrowInvalid otherwise."""
    names = [str(number) for number in range(len(layout.header))]
    table = arrow_csv.read_csv(
        pa.py_buffer(data),
        arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=len(data) + 1),
        arrow_csv.ParseOptions(delimiter=layout.delimiter, newlines_in_values=multiline, ignore_empty_lines=False),
        arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
        ),
    )
    frame = pl.from_arrow(table)
    if not isinstance(frame, pl.DataFrame):
        raise TypeError("a table of columns was expected")
    return frame


def parse_records(data: bytes, line: int, layout: Layout) -> Piece:
    """Return the rows of a piece, checked record by record; blank lines are left out.

    Raises:
        UnreadableFile: the record at fault is malformed.

    """
    width = len(layout.header)
    records: list[list[str]] = []
    lines: list[int] = []
    problems: list[Problem] = []
    left_out = False
    reader = csv.reader(io.StringIO(decode(data, line), newline=""), delimiter=layout.delimiter, strict=True)
    start = line
    try:
        for record in reader:
            if any(record[width:]) or (len(record) < width and any(record)):
                problems.append(ragged(start, len(record), width))
            elif any(record):
                records.append(record[:width])
                lines.append(start)
            left_out = left_out or len(record) != width or len(lines) == 0 or lines[-1] != start
            start = line + reader.line_num
    except csv.Error as error:
        raise UnreadableFile(
            start,
            f"the line is no valid CSV: {error}",
            'put quotes around the whole cell and write a quote in it as ""',
        ) from error
    rows = rows_of(records, width) if left_out else parse_columns(data, layout, multiline=True)
    if rows.height != len(lines):  # the two readers disagree, as on odd quotes: the strict one is right
        rows = rows_of(records, width)
    return Piece(rows.with_columns(pl.Series(LINE, lines, pl.UInt32)), problems, len(data))


def rows_of(records: list[list[str]], width: int) -> pl.DataFrame:
    """Return records as columns of text, null where a cell is empty."""
    columns = list(zip(*records, strict=True)) or [()] * width
    frame = pl.DataFrame({str(number): pl.Series(column, dtype=pl.String) for number, column in enumerate(columns)})
    return frame.with_columns(pl.all().replace("", None))
