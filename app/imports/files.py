"""Find out what a file holds: its table, its columns, its rows, whichever way it is written."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import process

from app.errors import CommandFailure
from app.imports.csv_files import LINE, Layout, Piece, UnreadableFile, read_layout, read_pieces
from app.imports.faults import Faults
from app.imports.fields import Field, fields_of, stored
from app.imports.workbooks import Sheet, open_sheet, read_sheet
from app.tables import TABLES

SUFFIXES = (".csv", ".xlsx")
NEAR = 70


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file whose header is understood. `fields` are its columns in its own order."""

    path: Path
    table: str
    sha256: str
    size: int
    fields: tuple[Field, ...]
    layout: Layout | Sheet

    @property
    def name(self) -> str:
        """The file's name, as reports and revisions give it."""
        return self.path.name

    @property
    def excel(self) -> bool:
        """Whether numbers and dates may be written as a Belgian Excel writes them."""
        return isinstance(self.layout, Layout) and self.layout.delimiter == ";"

    def pieces(self) -> Iterator[Piece]:
        """Read the rows, some at a time, as columns of text under their stored names.

        Raises:
            UnreadableFile: the file cannot be read further.

        """
        pieces = read_sheet(self.layout) if isinstance(self.layout, Sheet) else read_pieces(self.path, self.layout)
        names = {str(number): field.name for number, field in enumerate(self.fields)}
        for piece in pieces:
            yield Piece(piece.rows.rename(names), piece.problems, piece.bytes_read)


def near(word: str, choices: Sequence[str]) -> str | None:
    """Return the choice that somebody who wrote the word may have meant."""
    found = process.extractOne(word, choices, score_cutoff=NEAR)
    return None if found is None else str(found[0])


def did_you_mean(word: str, choices: Sequence[str]) -> str:
    """Return the way out for an unknown word: the nearest choice, or all when they are few."""
    meant = near(word, choices)
    if meant is not None:
        return f"did you mean {meant}?"
    return "one of " + ", ".join(choices) if len(choices) <= len(TABLES) else ""


def table_named(name: str) -> str:
    """Return the table that a name means, with hyphens or underscores.

    Raises:
        CommandFailure: there is no such table.

    """
    table = name.strip().lower().replace("-", "_")
    if table not in TABLES:
        raise CommandFailure(f"there is no table {name!r}; {did_you_mean(table, list(TABLES))}")
    return table


def files_in(directory: Path) -> list[tuple[str, Path]]:
    """Return the tables and files of a directory, in the order in which rows may refer to each other.

    Raises:
        CommandFailure: a file names no table, two name the same, or there is none.

    """
    found: dict[str, Path] = {}
    for path in sorted(directory.iterdir()):
        if path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$")):
            table = table_named(path.stem)
            if table in found:
                raise CommandFailure(f"{found[table].name} and {path.name} are both of table {table}; keep one")
            found[table] = path
    if not found:
        raise CommandFailure(f"{directory} holds no .csv or .xlsx file; files are named after their table")
    return [(table, found[table]) for table in TABLES if table in found]


def open_source(table: str, path: Path, faults: Faults) -> SourceFile | None:
    """Read what a file says of itself; None, with the faults reported, when its header is not understood.

    Raises:
        CommandFailure: the file is not there or cannot be opened.

    """
    fields = {field.csv: field for field in fields_of(table)}
    try:
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = path.stat().st_size
        if path.suffix.lower() == ".xlsx":
            layout: Layout | Sheet = open_sheet(path, table)
        else:
            layout = read_layout(path, fields.__contains__)
    except UnreadableFile as error:
        faults.add_one(path.name, error.line, error.problem, error.remedy)
        return None
    except OSError as error:
        raise CommandFailure(f"{path} cannot be read: {error.strerror or error}") from error
    before = faults.count
    check_header(path.name, table, layout, faults)
    if faults.count > before:
        return None
    return SourceFile(path, table, sha256, size, tuple(fields[name] for name in layout.header), layout)


def check_header(file: str, table: str, layout: Layout | Sheet, faults: Faults) -> None:
    """Report every column that is unknown, computed, repeated, or missing though no row can do without it."""
    fields = {field.csv: field for field in fields_of(table)}
    computed = {column.name for column in stored(table).columns if column.info.get("derived")}
    stored_names = {field.name: field.csv for field in fields.values()}
    for name, times in Counter(layout.header).items():
        if name in fields and times == 1:
            continue
        if name in fields:
            problem, remedy = f"the column stands {times} times in the header", "keep one"
        elif name in computed:
            problem, remedy = "the program computes this column", "leave it out"
        elif name in stored_names:
            problem, remedy = "unknown column", f"did you mean {stored_names[name]}?"
        elif not name:
            problem, remedy = "a column without a name", "name it, or leave it out"
        else:
            tab = "\t" in name
            problem = "the header is separated by tabs" if tab else "unknown column"
            remedy = "save it with commas or semicolons" if tab else did_you_mean(name, list(fields))
        faults.add_one(file, layout.header_line, problem, remedy, column=name[:80], value=name)
    for name, field in fields.items():
        if field.required and name not in layout.header:
            faults.add_one(file, layout.header_line, "the column is missing", "every row needs it", column=name)


__all__ = ["LINE", "SourceFile", "did_you_mean", "files_in", "near", "open_source", "table_named"]
