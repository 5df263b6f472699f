"""Malformed files, made by spoiling good ones: each gives a report and leaves the database as it was."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from app.errors import CommandFailure, ImportFailure
from app.imports.fields import Field, derived_key, fields_of, key_of
from tests.factories import DATA
from tests.imports.conftest import Import

TABLES = ("funding_rounds", "companies", "sources", "observations", "unicorns", "milestones", "valuations")
Rows = list[list[str]]


def rows_of(table: str) -> Rows:
    """Return header and first rows of a shipped file."""
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[:8]


def text_of(rows: Rows, delimiter: str = ",") -> str:
    """Write rows as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def with_cell(table: str, column: str, value: str, line: int = 4) -> bytes:
    """Write the file with one cell spoilt."""
    rows = rows_of(table)
    rows[line - 1][rows[0].index(column)] = value
    return text_of(rows).encode()


BAD_CELLS: dict[str, tuple[str, ...]] = {
    "date": ("17/05/2024", "2024-13-01", "2024-02-30", "2024-5-7", "20240517", "yesterday", "0000-00-00", "2024-05-17T10:00"),
    "number": ("1,5", "1.5.2", "ten", "NaN", "inf", "-", "1e9", "0x10", "€ 5", "5 000", "1_000", "9" * 60, "--1", "٣"),
    "integer": ("20.5", "MMXX", "99999", "2e3", "-40000", "1 9"),
    "boolean": ("yes", "1", "tru", "-"),
    "list": (";", "a;", ";a", "a;;b", "; ;"),
}  # fmt: skip


def bad_values(table: str, field: Field) -> Iterator[str]:
    """Give values that no cell of a column takes."""
    yield from BAD_CELLS.get(field.kind, ())
    yield "x" * 30_000
    if field.required:
        yield ""
    if field.refers is not None:
        yield "no-such-thing"
        yield "ROBERT'); DROP TABLE companies;--"
    elif field.kind == "text":
        yield from (" padded ", "two  spaces", "tab\there", "line\nbreak", "bell\x07")
    if field.name == key_of(table) and not derived_key(table):
        yield from ("Not A Slug", "../../etc/passwd", "ünïcode")
    if "country" in field.name:
        yield from ("Belgium", "be")
    if field.csv in ("currency", "post_money_currency"):
        yield from ("euro", "€", "EURO")
    if field.csv in ("url", "website"):
        yield from ("www.example.org", "javascript:alert(1)", "http://")


SPOILT_CELLS = [
    pytest.param(field.csv, value, id=f"{field.csv}-{value[:20]!a}")
    for field in fields_of("exits")
    for value in bad_values("exits", field)
]


def whole_file_faults(table: str) -> dict[str, bytes]:
    """Give files that are wrong as a whole."""
    rows = rows_of(table)
    good = text_of(rows)
    header, first = good.splitlines()[:2]
    key = next(field.csv for field in fields_of(table) if field.required)
    return {
        "empty": b"",
        "white space": b" \n \n",
        "no header": good.partition("\n")[2].encode(),
        "header of another table": b"code,order,name_en\n1,2,3\n",
        "unknown column": good.replace(header, header + ",colour").replace(first, first + ",red").encode(),
        "column twice": good.replace(header, header + "," + rows[0][0]).encode(),
        "computed column": good.replace(header, header + ",revision").encode(),
        "required column missing": text_of(
            [[c for c, h in zip(row, rows[0], strict=True) if h != key] for row in rows]
        ).encode(),
        "tabs": good.replace(",", "\t").encode(),
        "pipes": good.replace(",", "|").encode(),
        "UTF-16": good.encode("utf-16"),
        "Latin-1": good.replace(first, first.replace("a", "é")).encode("latin-1"),
        "cut in a character": good.encode() + "é".encode()[:1],
        "NUL bytes": good.encode().replace(b"a", b"\0", 1),
        "NUL in a cell": good.replace(first, first[:8] + "\0" + first[8:]).encode(),
        "binary": bytes(range(256)) * 20,
        "zip": b"PK\x03\x04" + b"\0" * 100,
        "open quote": (good + '"never closed,1,2\n').encode(),
        "text after a quote": good.replace(first, '"quoted"text' + first).encode(),
        "short line": good.replace(first, ",".join(first.split(",")[:2])).encode(),
        "long line": good.replace(first, first + ",1,2,3").encode(),
        "the same id twice": (good + good.splitlines()[3] + "\n").encode(),
        "html": b"<html><body>404</body></html>",
        "json": b'[{"id": 1}]',
        "header alone twice": (header + "\n" + header + "\n").encode(),
        "megabytes in one line": (header + "\n" + "x" * 12_000_000).encode(),
        "megabytes in a quote": (header + '\n"' + "x\n" * 6_000_000).encode(),
    }


SPOILT_FILES = [
    pytest.param(table, name, id=f"{table}-{name}") for table in TABLES for name in whole_file_faults(table)
]


@pytest.fixture
def refused(connection: Connection, bring: Import, tmp_path: Path) -> Callable[[str, bytes], ImportFailure]:
    """Import bytes as a file of a table, expect a report, and compare the table before and after."""

    def state(table: str) -> object:
        checksum = text(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY {key_of(table)})) FROM {table} AS t")
        revisions = connection.execute(text("SELECT count(*) FROM revisions")).scalar()
        return tuple(connection.execute(checksum).one()), revisions

    def run(table: str, content: bytes) -> ImportFailure:
        path = tmp_path / f"{table}.csv"
        path.write_bytes(content)
        before = state(table)
        with pytest.raises(ImportFailure) as failure:
            bring((table, path), reason="a test")
        assert state(table) == before
        return failure.value

    return run


@pytest.mark.parametrize(("column", "value"), SPOILT_CELLS)
def test_a_spoilt_cell_is_reported_with_its_place(
    refused: Callable[[str, bytes], ImportFailure], column: str, value: str
) -> None:
    failure = refused("exits", with_cell("exits", column, value))

    here = [fault for fault in failure.faults if fault.line == 4]
    assert here, failure.faults
    assert all(fault.problem for fault in here)


@pytest.mark.parametrize("table", TABLES)
def test_every_spoilt_cell_of_a_file_is_reported(
    refused: Callable[[str, bytes], ImportFailure], table: str, tmp_path: Path, bring: Import
) -> None:
    header, good = rows_of(table)[:2]
    spoilt = [
        (field.csv, value) for field in fields_of(table) for value in bad_values(table, field) if "\n" not in value
    ]
    rows = [header]
    for column, value in spoilt:
        rows.append([value if name == column else cell for name, cell in zip(header, good, strict=True)])
    refused(table, text_of(rows).encode())

    report = tmp_path / "report.csv"
    with pytest.raises(ImportFailure):
        bring((table, tmp_path / f"{table}.csv"), report=report)
    with report.open(encoding="utf-8", newline="") as file:
        found = {(int(row["line"]), row["column"]) for row in csv.DictReader(file)}
    missed = [cell for line, cell in enumerate(spoilt, 2) if (line, cell[0]) not in found]
    assert missed == []


@pytest.mark.parametrize(("table", "name"), SPOILT_FILES)
def test_a_spoilt_file_is_reported(refused: Callable[[str, bytes], ImportFailure], table: str, name: str) -> None:
    failure = refused(table, whole_file_faults(table)[name])

    assert failure.count >= 1
    assert failure.faults[0].file == f"{table}.csv"
    assert failure.faults[0].problem


def test_there_are_hundreds_of_them() -> None:
    assert len(SPOILT_CELLS) + len(SPOILT_FILES) > 150
    assert sum(len(list(bad_values(table, field))) for table in TABLES for field in fields_of(table)) > 500


def test_a_directory_is_no_file(bring: Import, tmp_path: Path) -> None:
    with pytest.raises(CommandFailure, match="cannot be read: Is a directory"):
        bring(("companies", tmp_path))
